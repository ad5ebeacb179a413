/** The numbers of domain.md 1a, 1b, 1d and 1e, written down a second time. */
import type { Capacity } from './facts.js';

export interface Track {
  readonly halfDays: number;
  readonly supervision: { readonly minutes: number; readonly exempt: readonly Capacity[] } | null;
  /** Months from the start of the engagement in which supervision counts; null = always. */
  readonly windowMonths: number | null;
  readonly certified: boolean;
  /** Null = no limit. */
  readonly seats: number | null;
  readonly leadersCount: boolean;
}

const TRACKS: Record<string, Track> = {
  // R02, R05, R06, R08
  MEETING_LEADER: {
    halfDays: 4 * 2 * 2,
    supervision: { minutes: 50 * 60, exempt: [] },
    windowMonths: 24,
    certified: true,
    seats: 6,
    leadersCount: true,
  },
  // R03, R04, R12, R13
  INTRO: {
    halfDays: 4 * 2,
    supervision: { minutes: 15 * 60, exempt: ['LEADER'] },
    windowMonths: 24,
    certified: false,
    seats: 24,
    leadersCount: false,
  },
  // R16
  LEADERSHIP: {
    halfDays: 2,
    supervision: null,
    windowMonths: null,
    certified: false,
    seats: null,
    leadersCount: true,
  },
  // Y1, Y2, Y4, Y5
  YOUTH: {
    halfDays: 6 * 2,
    supervision: null,
    windowMonths: null,
    certified: false,
    seats: 10,
    leadersCount: true,
  },
};

export function tracksOf(programme: string): string[] {
  return programme === 'AD_UNGE_2025' ? ['YOUTH'] : ['MEETING_LEADER', 'INTRO', 'LEADERSHIP'];
}

export function trackOf(key: string): Track {
  const track = TRACKS[key];
  if (track === undefined) throw new Error(`The model has no track ${key}`);
  return track;
}
