import { existsSync } from 'node:fs';

/** Where Debian and others put it; `TEST_CHROMIUM` names another place. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The path of Chromium on this machine; undefined: there is none. */
export function findChromium(): string | undefined {
  return [process.env['TEST_CHROMIUM'] ?? '', ...places].find((place) => existsSync(place));
}
