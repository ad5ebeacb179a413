import { describe, expect, it } from '@jest/globals';
import { WRITES } from '../../access/operations.js';
import { ACT_WORDS } from './act-words.js';
import { fieldWords } from './field-words.js';

describe('the words of the history', () => {
  it('every mutation is called something in Danish and in English', () => {
    expect(WRITES.filter((operation) => ACT_WORDS[operation] === undefined)).toEqual([]);
    for (const { da, en } of Object.values(ACT_WORDS)) {
      expect(da).toMatch(/^\p{Lu}/u);
      expect(en).toMatch(/^\p{Lu}/u);
    }
  });

  it('a field without words of its own is called by its name, taken apart', () => {
    expect(fieldWords('cohortId')).toEqual({ da: 'hold', en: 'cohort' });
    expect(fieldWords('seatReleasedOn').en).toBe('seat released on');
    expect(fieldWords('reviewerId').en).toBe('reviewer');
    expect(fieldWords('place.unit').da).toBe('enhed');
    expect(fieldWords('rows.0.newName').en).toBe('rows 0 new name');
  });
});
