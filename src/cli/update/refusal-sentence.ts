import type { RefusalAnswer } from './wire.ts';

/** What the service refused, in its own words where it has any. */
export function refusalSentence(status: number, body: string): string {
  const said = wordsOf(body);
  if (status === 401) return `The service does not know the token in AMEND_TOKEN, or it has expired. ${said}`.trim();
  return said === '' ? `The service answered with status ${status}.` : said;
}

/** Several faults as one line of sentences. */
export function joinSentences(sentences: readonly string[]): string {
  return sentences.map((sentence) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`)).join(' ');
}

function wordsOf(body: string): string {
  try {
    const { message, errors } = JSON.parse(body) as RefusalAnswer;
    const faults = Array.isArray(errors) ? errors.filter((fault) => typeof fault === 'string') : [];
    return joinSentences(faults.length > 0 ? faults : [message].filter((text) => typeof text === 'string'));
  } catch {
    // Something between us and the service has answered.
    return '';
  }
}
