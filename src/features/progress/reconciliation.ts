import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { asOf } from '../../graphql/as-of.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { countedOf } from './counted.js';
import { ProgressService } from './progress.service.js';
import { StandingRepository, type KeepableAnswer, type KeptRow } from './standing.repository.js';
import type { ProgressAnswer } from './standing.js';
import { TallyRepository } from './tally.repository.js';

const AT_ONCE = 500;

/** What came of comparing everything that is kept with the facts. */
export interface Reconciled {
  readonly enrolments: number;
  /** Of these, how many were not up to date and said so: they are worked out when they are asked for. */
  readonly outdated: number;
  /** Enrolments of which something was kept as up to date that the facts do not say. There must be none. */
  readonly drifted: readonly string[];
  /** Places of which the tally has other sums than its enrolments. There must be none. */
  readonly driftedPlaces: readonly string[];
}

/** Works out anew, from the facts, everything that is kept beside them; says where it was different, and keeps what is right. */
@Injectable()
export class Reconciliation {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly progress: ProgressService,
    private readonly kept: StandingRepository,
    private readonly tally: TallyRepository,
  ) {}

  /** A server may run meanwhile: each part is one unit of work. `tell` hears how many enrolments have been looked at. */
  async run(tell: (enrolments: number) => void = () => undefined): Promise<Reconciled> {
    const drifted: string[] = [];
    let [enrolments, outdated, after] = [0, 0, ''];
    for (;;) {
      const part = await this.unitOfWork.run(async () => this.part(after));
      if (part.last === null) break;
      drifted.push(...part.drifted);
      enrolments += part.looked;
      outdated += part.outdated;
      after = part.last;
      tell(enrolments);
    }
    const driftedPlaces = await this.unitOfWork.run(async () => this.tally.mend());
    return { enrolments, outdated, drifted, driftedPlaces };
  }

  private async part(after: string) {
    const now = asOf(null, this.clock);
    const rows = await this.kept.rowsAfter(after, AT_ONCE);
    const worked = await this.progress.workOut(
      rows.map((row) => row.enrolmentId),
      now,
    );
    const answers = await this.progress.keptAnswers([...worked.keys()], now);
    const drifted = rows.filter((row) => {
      const right = worked.get(row.enrolmentId);
      const answer = answers.get(row.enrolmentId);
      if (right === undefined) return false;
      return (
        (answer !== undefined && textOf(answer) !== textOf(right.answer)) ||
        (this.kept.countsAt(row, now.at) && !countsAlike(row, right))
      );
    });
    await this.progress.keep([...worked.values()], now);
    return {
      looked: rows.length,
      outdated: rows.filter((row) => !this.kept.countsAt(row, now.at)).length,
      drifted: drifted.map((row) => row.enrolmentId),
      last: rows.at(-1)?.enrolmentId ?? null,
    };
  }
}

/** The rules of the track are the same for both. */
function textOf({ track: _, ...answer }: ProgressAnswer): string {
  return JSON.stringify(answer);
}

function countsAlike(row: KeptRow, { answer, countsSince }: KeepableAnswer): boolean {
  if (row.countsSince !== countsSince || row.seatedOn !== answer.seatedOn) return false;
  return Object.entries(countedOf(answer)).every(([name, value]) => {
    const kept = row[name as keyof KeptRow];
    return typeof value === 'number' ? Number(kept) === value : kept === value;
  });
}
