import { Webhook } from 'standardwebhooks';

interface Message {
  /** `msg_…` */
  readonly id: string;
  readonly payload: string;
  readonly secret: string;
  readonly at: Date;
}

/** The headers of Standard Webhooks: what is sent, when, and signed by whom. */
export function signedHeaders({ id, payload, secret, at }: Message): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, payload),
  };
}
