import { describe, it, expect } from '@jest/globals';
import fc from 'fast-check';
import { containsCpr } from './cpr.js';

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((list) => list.join(''));

describe('a text with something like a CPR number (section 7)', () => {
  it.each([
    '010190-1234',
    '0101901234',
    '010190 1234',
    '010190\u00a01234',
    '010190–1234',
    '010190 - 1234',
    'Ring til Åse (cpr. 010190-1234), tak',
    'cpr:0101901234.',
    '123456-7890',
    '610190-1234',
    '+45 0101901234',
    '0101\u200b90-1234',
    '010190\u00ad1234',
    '\u206601019\u206901234',
    '０１０１９０－１２３４',
    '010190﹣1234',
    '010190\u202f1234',
  ])('is found: %s', (text) => {
    expect(containsCpr(text)).toBe(true);
  });

  it.each([
    '',
    '12345678',
    '12 34 56 78',
    '1234 5678',
    '123456 78',
    '+45 12345678',
    '+4512345678',
    '4512345678',
    '+451234 5678',
    '0045 12345678',
    '12345678 23456789',
    '12345678-23456789',
    '12.09.2019 kl. 09.05',
    '2019-10-15',
    '010190-123',
    '01019-1234',
    '0101901234567',
    'S4:140, 3000 minutter',
    '550e8400-e29b-41d4-a716-446655440000',
  ])('is not found: %s', (text) => {
    expect(containsCpr(text)).toBe(false);
  });

  it('is found by any six and four digits that are parted', () => {
    fc.assert(
      fc.property(digits(6), digits(4), fc.constantFrom('-', ' '), (date, serial, sign) => {
        expect(containsCpr(`navn ${date}${sign}${serial}`)).toBe(true);
      }),
    );
  });

  it('is found by any ten joined digits that do not begin with the dial code', () => {
    const ten = digits(10).filter((number) => !number.startsWith('45'));
    fc.assert(fc.property(ten, (number) => containsCpr(number)));
  });

  it('is never a phone number of eight digits, whatever the spacing and the dial code', () => {
    const spacing = fc.array(fc.constantFrom('', ' ', '-'), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(digits(8), spacing, fc.constantFrom('', '+45', '+45 ', '45'), (number, spaces, dial) => {
        const grouped = [...number].map((digit, index) => digit + (spaces[index] ?? '')).join('');
        const text = dial === '45' ? dial + number : dial + grouped;
        expect(containsCpr(`tlf. ${text}`)).toBe(false);
      }),
    );
  });
});
