/**
 * Throws unless the name is one of our own making: two to six parts of plain characters, none of which begins with a dot.
 * What a client calls a file never comes near a path.
 */
export function assertFileName(name: string): void {
  if (name.length <= nameCharactersMax && /^[\w-][\w.-]*(\/[\w-][\w.-]*){1,5}$/.test(name)) return;
  throw new Error(`${JSON.stringify(name)} is no name for a stored file.`);
}

const nameCharactersMax = 200;
