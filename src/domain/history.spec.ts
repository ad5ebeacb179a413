import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differenceOf, type FieldValue } from './history.js';

const plain = fc.oneof(fc.string(), fc.integer(), fc.boolean());
const value: fc.Arbitrary<FieldValue> = fc.oneof(plain, fc.array(plain), fc.constant(null));
const state = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), value);
const present = (fields: Record<string, FieldValue>) =>
  Object.fromEntries(Object.entries(fields).filter(([, each]) => each !== null));

describe('what changed, field by field', () => {
  it('a corrected half-day: the state changed, the half-day says which one it was', () => {
    const before = { halfDayId: 'day_1:AM', state: 'ABSENT', notified: true };
    const after = { halfDayId: 'day_1:AM', state: 'PRESENT', notified: null };
    expect(differenceOf(before, after)).toEqual({
      changed: [
        { field: 'state', before: 'ABSENT', after: 'PRESENT' },
        { field: 'notified', before: true, after: null },
      ],
      same: [{ field: 'halfDayId', value: 'day_1:AM' }],
    });
  });

  it('fields inside others are named by their path, and a list of texts is one value', () => {
    const { changed } = differenceOf(null, { place: { unit: 2, days: ['a', 'b'] }, rows: [{ name: 'x' }] });
    expect(changed).toEqual([
      { field: 'place.unit', before: null, after: 2 },
      { field: 'place.days', before: null, after: ['a', 'b'] },
      { field: 'rows.0.name', before: null, after: 'x' },
    ]);
  });

  it('nothing against nothing is no change', () => {
    for (const none of [null, undefined, {}])
      expect(differenceOf(none, null)).toEqual({ changed: [], same: [] });
  });

  it('the changes carry the old state over into the new one, and nothing else does', () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        const { changed, same } = differenceOf(before, after);
        const carried: Record<string, FieldValue> = { ...before };
        for (const each of changed) carried[each.field] = each.after;
        expect(present(carried)).toEqual(present(after));
        for (const each of changed) {
          expect(each.before).toEqual(before[each.field] ?? null);
          expect(each.before).not.toEqual(each.after);
        }
        const fields = [...changed, ...same].map((each) => each.field);
        expect(new Set(fields).size).toBe(fields.length);
        expect([...fields].sort()).toEqual(Object.keys({ ...present(before), ...present(after) }).sort());
      }),
    );
  });

  it('the same state twice is no change, and what it names stays named', () => {
    fc.assert(
      fc.property(state, (each) => {
        const { changed, same } = differenceOf(each, structuredClone(each));
        expect(changed).toEqual([]);
        expect(Object.fromEntries(same.map(({ field, value: kept }) => [field, kept]))).toEqual(
          present(each),
        );
      }),
    );
  });

  it('back again is the same fields the other way round', () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        const back = differenceOf(after, before).changed.map(({ field, before: to, after: from }) => ({
          field,
          before: from,
          after: to,
        }));
        const byField = (list: readonly { field: string }[]) =>
          list.toSorted((a, b) => (a.field < b.field ? -1 : 1));
        expect(byField(back)).toEqual(byField(differenceOf(before, after).changed));
      }),
    );
  });
});
