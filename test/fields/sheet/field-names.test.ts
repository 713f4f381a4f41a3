import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FieldNames } from '../../../src/fields/sheet/field-names.ts';

const names = new FieldNames([
  { name: 'colour', aliases: ['Paint', 'Hue'] },
  { name: 'colours', aliases: ['hue', 'Palette'] },
]);

test('a name wins over an alias, and a header that is near to two fields means neither', () => {
  assert.deepEqual(names.find('colour'), { field: 'colour', how: 'exact' });
  assert.deepEqual(names.find('paint'), { field: 'colour', how: 'alias' });
  assert.equal(names.find('colur'), null);
  assert.deepEqual(names.findNear('pallette'), { field: 'colours', how: 'near' });
  assert.equal(names.findNear('coloura'), null);
  assert.equal(names.findNear('shade'), null);
});
