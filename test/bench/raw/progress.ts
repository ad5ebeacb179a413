/** W1: one participant's progress, from the row that is kept of it. */
import { copenhagenDate, instantOfMs } from '../../../src/domain/calendar.js';
import type { Programme } from '../../../src/domain/programme.js';
import { answerOf, type Standing } from '../../../src/features/progress/standing.js';
import type { RawDatabase } from './database.js';

const ENROLMENT = `SELECT e.status, g.standing FROM enrolment e JOIN progress g ON g.enrolment_id = e.id WHERE e.id = $1`;

/** Nobody is on leave or has a dispensation in the data of the benchmark, and everything is kept up. */
export async function progressOf({ ask }: RawDatabase, programme: Programme, id: string): Promise<unknown> {
  const [enrolment] = await ask(ENROLMENT, [id]);
  const standing = JSON.parse(enrolment?.['standing'] ?? 'null') as Standing | null;
  const track = programme.tracks.find((each) => each.key === standing?.enrolment.trackKey);
  if (enrolment === undefined || standing === null || track === undefined) return null;
  const at = instantOfMs(Date.now());
  const { attendance, supervision, requirements, certified, completed } = answerOf(standing, track, {
    ...{ at, validOn: copenhagenDate(at) },
  });
  return {
    id,
    status: enrolment['status'],
    progress: {
      attendance: {
        requiredHalfDays: attendance.requiredHalfDays,
        heldHalfDays: attendance.heldHalfDays,
        attendedHalfDays: attendance.attendedHalfDays,
        madeUpHalfDays: attendance.madeUpHalfDays,
        missed: attendance.missed.map(({ courseDayId, part, startsAt }) => ({
          id: `${courseDayId}:${part}`,
          part,
          startsAt,
        })),
      },
      supervision: {
        targetMinutes: supervision.targetMinutes,
        creditedMinutes: supervision.creditedMinutes,
        remainingMinutes: supervision.remainingMinutes,
        plannedMinutes: supervision.plannedMinutes,
        outlook: supervision.outlook,
      },
      requirements: requirements.map(({ kind, state, explanation }) => ({
        kind,
        state,
        explanation: explanation.da,
      })),
      certified,
      completed,
    },
  };
}
