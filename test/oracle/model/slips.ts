/** Deliberate mistakes, one at a time: the comparison must find each of them, or it finds nothing. */
export const SLIPS = [
  /** Every presence at supervision is a minute longer. */
  'A_MINUTE_MORE',
  /** Whoever attended anything attended one half-day more. */
  'A_HALF_DAY_MORE',
  /** V8: breaks are not taken off. */
  'BREAKS_FORGOTTEN',
  /** 1d: supervision counts whenever it was. */
  'NO_WINDOW',
  /** V18: a cancelled day is held like any other. */
  'CANCELLED_IS_HELD',
  /** L8: who joins late does not miss what was before. */
  'LATECOMERS_EXCUSED',
  /** L1: what was made up stays missed. */
  'MAKE_UP_FORGOTTEN',
  /** Decision 3: an empty sheet is presence. */
  'BLANK_IS_PRESENT',
  /** V38: what was recorded later is known earlier. */
  'FORESIGHT',
  /** L15: a revoked certificate still holds. */
  'REVOCATION_FORGOTTEN',
  /** A dispensation lifts the requirement from the beginning. */
  'DISPENSED_BEFORE',
  /** 3d: who left frees the seat, also where it was not released. */
  'SEAT_FREED',
] as const;

export type Slip = (typeof SLIPS)[number] | null;
