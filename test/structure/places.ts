import { fileURLToPath } from 'node:url';

/** The folder of the repository, as a URL that others are resolved against. */
export const repository = new URL('../../', import.meta.url);

/** The folder `src`. */
export const source = fileURLToPath(new URL('src', repository));

/** The folder `console/src`. */
export const consoleSource = fileURLToPath(new URL('console/src', repository));
