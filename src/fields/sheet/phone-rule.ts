import { isPhoneNumber } from '../phone-number.ts';
import { type FieldRule, textRule } from './field-rule.ts';
import { Changed, Misfit } from './values.ts';

/** An Indian mobile number behind its country code, of which Excel drops the + or 00 because it takes it for a number. */
const indianMobile = /^91[6-9]\d{9}$/;
const codeWithoutPlus = /^[1-9]\d{10,12}$/;
const noPlus = new Misfit('must have a + or 00 before the country code, as in +919876543210');

export const phoneRule: FieldRule = textRule({
  must: 'must be 10 digits, or + or 00, a country code and 10 digits',
  isRight: isPhoneNumber,
  hint: (text) => (codeWithoutPlus.test(text) ? noPlus : null),
  restore: (text) => (indianMobile.test(text) ? new Changed(`+${text}`, 'prefix_restored') : null),
});
