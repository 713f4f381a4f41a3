/** The statements, by their files' names without `.sql`, that no text names. */
export function unusedStatements(names: readonly string[], texts: readonly string[]): string[] {
  return names.filter((name) => !texts.some((text) => text.includes(`'${name}'`) || text.includes(`/${name}.sql`)));
}

/** What is wrong with the numbers of migrations: `0001-foundation.sql`, and on without a gap. */
export function migrationFaults(names: readonly string[]): string[] {
  return [...names].sort().flatMap((name, index) => {
    const number = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1];
    if (number === undefined) return [`${name} is not named like 0001-foundation.sql`];
    return Number(number) === index + 1 ? [] : [`${name} should have the number ${index + 1}`];
  });
}
