/** Why tests in a browser cannot run here; false: they can. Given to `skip`. */
export const browserMissing: string | false = process.env['TEST_CHROMIUM'] === undefined ? 'no Chromium' : false;

/** The path of Chromium, as `test/run.ts` found it. */
export function chromiumPath(): string {
  const { TEST_CHROMIUM: path } = process.env;
  if (path === undefined) throw new Error('tests in a browser are started by `npm test`, which looks for Chromium');
  return path;
}
