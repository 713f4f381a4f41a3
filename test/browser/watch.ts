import type { ConsoleMessage, Page } from 'playwright-core';

/** What a page must not do: report an error, fail a request, or ask another host. */
export interface Watch {
  /** The faults so far, which are forgotten then. */
  take(): string[];
}

/** What the browser says of requests while there is no service. */
export const nobodyAnswered =
  /ERR_(CONNECTION_REFUSED|CONNECTION_RESET|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)|status of 503/;

export function watch(page: Page, origin: string): Watch {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (isNobodyYet(message)) return;
    if (message.type() === 'error' || message.type() === 'warning')
      faults.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.stack ?? error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // The page itself no longer wanted the answer: it was left, or asked anew; or it is a download.
    if (reason !== 'net::ERR_ABORTED') faults.push(`failed: ${request.method()} ${request.url()}: ${reason}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== new URL(origin).origin && url.protocol !== 'data:' && url.protocol !== 'blob:')
      faults.push(`another host: ${request.url()}`);
  });
  return { take: () => faults.splice(0) };
}

/** The page's first question is who is signed in; the browser itself reports that the answer is nobody. */
function isNobodyYet(message: ConsoleMessage): boolean {
  return message.location().url.endsWith('/api/v1/session') && message.text().includes('401');
}
