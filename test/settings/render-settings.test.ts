import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { environmentName, settingNames } from '../../src/settings/definitions.ts';
import { renderSettings } from '../../src/settings/render-settings.ts';

test('docs/settings.md is what the settings say (npm run -s amend -- settings --markdown > docs/settings.md)', async () => {
  const page = await readFile(new URL('../../docs/settings.md', import.meta.url), 'utf8');
  assert.equal(page, renderSettings());
});

test('the page names every variable', () => {
  const page = renderSettings();
  for (const name of settingNames) assert.ok(page.includes(`\`${environmentName(name)}\``), name);
});
