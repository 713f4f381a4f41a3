import { names, namesInPath, namesNothing, type Row } from './row.ts';
import { newDelivery, newWebhook, webhookTarget } from './things.ts';

export const webhookRows: Readonly<Record<string, readonly Row[]>> = {
  listWebhooks: [
    namesNothing(),
    names(
      async (owner) => ({ cursor: (await newWebhook(owner)).id }),
      (query) => ({ query }),
      { foreign: 200 },
    ),
  ],
  createWebhook: [namesNothing(() => ({ json: { url: webhookTarget } }))],
  getWebhook: [namesInPath(newWebhook)],
  changeWebhook: [namesInPath(newWebhook, () => ({ json: { description: 'Changed' } }))],
  deleteWebhook: [namesInPath(newWebhook)],
  testWebhook: [namesInPath(newWebhook)],
  listWebhookDeliveries: [namesInPath(newWebhook)],
  getWebhookDelivery: [names(newDelivery, (params) => ({ params }))],
  retryWebhookDelivery: [names(newDelivery, (params) => ({ params }))],
};
