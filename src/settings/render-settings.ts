import { definitions, environmentName, settingNames } from './definitions.ts';
import type { Definition } from './definitions.ts';

/** `docs/settings.md`, from the data; a test holds the file equal to it. */
export function renderSettings(): string {
  const rows = settingNames.map((name) => {
    const definition: Definition = definitions[name];
    const { allowed } = definition.kind;
    const standard = definition.default === null ? '(unset)' : `\`${String(definition.default)}\``;
    const unit = definition.unit === undefined ? '' : ` (${definition.unit})`;
    return `| \`${environmentName(name)}\` | ${standard} | ${definition.doc} | ${allowed}${unit} |`;
  });
  return [
    '# Settings',
    '',
    'Amend reads its settings from the environment, once, when it starts. A value that is not allowed stops the start with a',
    'sentence that names the variable; an empty variable counts as unset; an `AMEND_…` variable that is no setting is named in a',
    'warning. `npm run -s amend -- settings` shows the values in force; this page is what it prints with `--markdown`.',
    '',
    '| variable | default | what it does | allowed |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
