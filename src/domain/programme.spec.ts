import { describe, it, expect } from '@jest/globals';
import { INTRO, LEADERSHIP, MEETING_LEADER, SUPERUSER, YOUTH } from '../../test/support/rulebook.js';
import { findTrack, requiredHalfDays, type Programme, type Track } from './programme.js';

describe('required half-days', () => {
  it.each([
    [MEETING_LEADER, 16],
    [INTRO, 8],
    [YOUTH, 12],
    [LEADERSHIP, 2],
  ])('V6: $key: two for every course day', (track: Track, halfDays: number) => {
    expect(requiredHalfDays(track)).toBe(halfDays);
  });

  it('V6: the certification day is left out, it has attempts', () => {
    const withoutIt = MEETING_LEADER.units.filter((unit) => unit.type !== 'CERTIFICATION_DAY');
    expect(requiredHalfDays({ ...MEETING_LEADER, units: withoutIt })).toBe(16);
    const nothingElse = MEETING_LEADER.units.filter((unit) => unit.type === 'CERTIFICATION_DAY');
    expect(requiredHalfDays({ ...MEETING_LEADER, units: nothingElse })).toBeNull();
  });

  it('H1: a programme that states no days requires none, rather than zero', () => {
    expect(requiredHalfDays(SUPERUSER)).toBeNull();
  });
});

describe('a track', () => {
  const programme: Programme = {
    key: 'AD_BOSTOETTE_2019',
    version: 1,
    name: { da: 'Åben Dialog i bostøtten', en: 'Open Dialogue in housing support' },
    months: 24,
    engagements: { min: 3, max: 5, kind: 'SOFT' },
    phases: [],
    tracks: [MEETING_LEADER, INTRO],
    sources: [],
  };

  it('is found by its key, and a key of another programme is not', () => {
    expect(findTrack(programme, 'INTRO')).toBe(INTRO);
    expect(findTrack(programme, 'YOUTH')).toBeUndefined();
  });
});
