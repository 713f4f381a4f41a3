/** Rules of the fields that are texts of a certain form. */
import { isEmailAddress } from '../email-address.ts';
import { withoutDates } from '../sheet/made-a-date.ts';
import { Misfit } from '../sheet/values.ts';
import { type FieldRule, freeTextRule, textRule, upperCased } from '../sheet/field-rule.ts';
import { hasGstinChecksum, looksLikeGstin } from './gstin.ts';

const customerId = /^KC[A-Z0-9]{14}$/;
export const customerIdRule: FieldRule = textRule({
  must: 'must be KC and 14 capital letters or digits, as the service gave it',
  isRight: (text) => customerId.test(text),
});

export const uniqueRefNoRule: FieldRule = withoutDates(freeTextRule(64));

const accountNumber = /^[A-Za-z0-9]{9,36}$/;
export const accountNumberRule: FieldRule = textRule({
  must: 'must be 9 to 36 letters and digits',
  isRight: (text) => accountNumber.test(text),
});

const pan = /^[A-Z]{5}[0-9]{4}[A-Z]$/;
const wrongGstin = new Misfit('is no GSTIN: its last character does not fit the others, so one of them is mistyped');
const isPanOrGstin = (text: string) =>
  text.length === 10 ? pan.test(text) : looksLikeGstin(text) && hasGstinChecksum(text);
export const panOrGstinRule: FieldRule = textRule({
  must: 'must be a PAN (ABCDE1234F) or a GSTIN (15 characters)',
  isRight: isPanOrGstin,
  canonical: upperCased(isPanOrGstin),
  hint: (text) => (looksLikeGstin(text.toUpperCase()) ? wrongGstin : null),
});

const ifsc = /^[A-Z]{4}0[A-Z0-9]{6}$/;
const isIfsc = (text: string) => ifsc.test(text);
export const ifscRule: FieldRule = textRule({
  must: 'must be 4 letters, a zero, and 6 letters or digits (HDFC0001234)',
  isRight: isIfsc,
  canonical: upperCased(isIfsc),
});

export const emailRule: FieldRule = textRule({ must: 'must be an e-mail address', isRight: isEmailAddress });

const pinCode = /^[1-9][0-9]{5}$/;
export const pinCodeRule: FieldRule = textRule({
  must: 'must be 6 digits, the first not 0',
  isRight: (text) => pinCode.test(text),
});
