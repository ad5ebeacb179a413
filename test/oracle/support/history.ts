/** Random two-year histories: what is tried, when. Which of it the server accepts decides what happened. */
import fc from 'fast-check';

/** How often each act is tried. */
const ACTS = {
  sheet: 22,
  correctAttendance: 5,
  makeUp: 8,
  task: 5,
  move: 3,
  withdraw: 3,
  replace: 3,
  join: 4,
  transfer: 4,
  leave: 7,
  form: 1,
  changeGroup: 4,
  plan: 9,
  moveMeeting: 2,
  hold: 16,
  cancelMeeting: 1,
  correctPresence: 3,
  attempt: 6,
  issue: 6,
  changeCertificate: 4,
  dispense: 4,
  endDispensation: 1,
  moveDay: 3,
  cancelDay: 2,
  layDay: 3,
  look: 4,
} as const;
export type Act = keyof typeof ACTS;

/** One act, some days after the one before; the numbers decide about whom and how. */
export interface Step {
  readonly act: Act;
  readonly days: number;
  readonly hour: number;
  readonly dice: readonly number[];
}

export interface History {
  /** Days after 1 January 2025. */
  readonly start: number;
  /** Two municipalities apply together, or each for itself. */
  readonly together: boolean;
  readonly dice: readonly number[];
  readonly steps: readonly Step[];
}

/** Made smaller by leaving out steps, never by rolling other numbers. */
const dice = (count: number) => fc.noShrink(fc.array(fc.nat(9999), { minLength: count, maxLength: count }));

const step: fc.Arbitrary<Step> = fc.record({
  act: fc.noShrink(
    fc.oneof(
      ...Object.entries(ACTS).map(([act, weight]) => ({ weight, arbitrary: fc.constant(act as Act) })),
    ),
  ),
  days: fc.noShrink(fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.nat(40) })),
  hour: fc.noShrink(fc.integer({ min: 5, max: 20 })),
  dice: dice(12),
});

export const history: fc.Arbitrary<History> = fc.record({
  start: fc.nat(90),
  together: fc.boolean(),
  dice: dice(60),
  steps: fc.array(step, { minLength: 40, maxLength: 70, size: 'max' }),
});
