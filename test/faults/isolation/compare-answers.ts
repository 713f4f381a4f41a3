import assert from 'node:assert/strict';
import type { Answer } from '../../tenant.ts';

/** Another id of the same form, which nothing has. */
export function unlike(id: string): string {
  const [, prefix = '', rest = ''] = /^([a-z]+_|CEK|KC)?(.*)$/s.exec(id) ?? [];
  return prefix + rest.replaceAll(/\d/g, (digit) => String((Number(digit) + 1) % 10));
}

/** Fails unless the answers are the same, but for the ids that the requests named. */
export function assertIndistinguishable(foreign: Answer, unknown: Answer, ids: readonly string[]): void {
  assert.deepEqual(
    told(
      foreign,
      ids.map((id) => [id, 'ID']),
    ),
    told(
      unknown,
      ids.map((id) => [unlike(id), 'ID']),
    ),
  );
}

/** Status, names of headers, body: without what every answer has of its own. */
function told({ status, headers, text }: Answer, replaced: readonly (readonly [string, string])[]): object {
  const body = replaced.reduce((all, [from, to]) => all.replaceAll(from, to), text);
  return {
    status,
    headers: [...headers.keys()],
    body: body.replace(/"requestId":"[^"]*","timestamp":"[^"]*"/, '"requestId":…'),
  };
}
