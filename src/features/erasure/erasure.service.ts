import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { Env } from '../../config/env.js';
import { searchTokens } from '../../domain/danish.js';
import { invalidInput, invalidState, notFound, personErased } from '../../domain/refusal.js';
import { certificateKeptUntil } from '../../domain/retention.js';
import { Audit } from '../../storage/audit.js';
import { Erasing, type Touched } from '../../storage/erasing.js';
import { FOLLOWS_PERSON } from '../../storage/personal-data.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { BelongingsRepository, type Namesake, type Registration } from './belongings.repository.js';
import type { PersonEraseInput } from './dto/erasure.dto.js';
import { RetentionRepository } from './retention.repository.js';

export interface ErasureOutcome {
  readonly personId: string;
  readonly erasureId: string;
  readonly goes: readonly Touched[];
  readonly stays: readonly Touched[];
  readonly undecided: readonly Namesake[];
}

/**
 * Everything that is written of a person goes, and everything that is counted stays, also in answers about the past
 * (domain.md section 7, V26, V38). Nothing is recorded of them any more; the database itself refuses.
 */
@Injectable()
export class ErasureService {
  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly env: Env,
    private readonly people: BelongingsRepository,
    private readonly kept: RetentionRepository,
  ) {}

  /** A dry run does all of it and takes it back, so that it says exactly what would happen. */
  async erase(
    actor: Actor,
    input: PersonEraseInput,
  ): Promise<{ outcome: ErasureOutcome; filesCleaned: boolean | null }> {
    const work = async () => {
      if (!reachOf(actor, 'personErase').everything) throw notFound('person');
      return this.eraseOne(actor, input);
    };
    if (input.dryRun) return { outcome: await this.unitOfWork.preview(work), filesCleaned: null };
    const outcome = await this.unitOfWork.run(work);
    return { outcome, filesCleaned: await this.cleanAfter([outcome]) };
  }

  /** Inside a unit of work; whoever calls has looked whether the actor may. */
  async eraseOne(
    actor: Actor,
    { personId, reason, objectionUpheld, alsoErase }: Omit<PersonEraseInput, 'dryRun'>,
  ): Promise<ErasureOutcome> {
    const registrations = await this.people.registrations(personId);
    const [person] = registrations;
    if (person === undefined) throw notFound('person');
    if (await this.people.isErased(person.id)) throw personErased();
    await this.requireErasable(registrations, objectionUpheld ?? false);
    requireNameless(reason, registrations);
    const known = await this.people.belongings(registrations, []);
    const namesakes = await this.people.namesakes(registrations, known);
    const decided = decidedOn(namesakes, alsoErase ?? []);
    const whose = await this.people.belongings(registrations, decided);
    const { erasureId, touched, log } = await Erasing.run(this.store, this.clock, {
      personId: person.id,
      whose,
      reason,
      recordedBy: actor.subject,
    });
    const { acts: _, ...told } = log;
    await this.audit.record(actor, {
      action: 'personErase',
      subjectId: person.id,
      after: { log: told, rows: Object.fromEntries(touched.map(({ table, rows }) => [table, rows])) },
      reason,
    });
    return {
      personId: person.id,
      erasureId,
      goes: touched,
      stays: await this.people.whatStays(whose),
      undecided: namesakes.filter((each) => !decided.includes(each)),
    };
  }

  /** Outside a unit of work, after it was saved. */
  async cleanAfter(outcomes: readonly ErasureOutcome[]): Promise<boolean> {
    const tables = new Set(outcomes.flatMap(({ goes }) => goes.map(({ table }) => table)));
    if (tables.has('person')) tables.add(FOLLOWS_PERSON);
    return tables.size === 0 || this.store.clean([...tables]);
  }

  private async requireErasable(
    registrations: readonly Registration[],
    objectionUpheld: boolean,
  ): Promise<void> {
    const kept = await this.kept.keptOf(registrations.map(({ id }) => id));
    if (kept.open > 0)
      throw invalidState(
        'The person is still enrolled, waits for a seat or is in an implementation team. End that first.',
        'OPEN',
        ['enrolmentWithdraw', 'enrolmentComplete', 'seatOfferDecline', 'teamMemberEnd'],
      );
    const today = this.clock.today();
    const within = kept.certificatesIssuedOn.filter((on) => certificateKeptUntil(on, this.env) > today);
    if (within.length > 0 && !objectionUpheld)
      throw invalidState(
        'A certificate of the person is within the period that it is kept for.',
        'WITHIN_RETENTION',
        ['objectionUpheld'],
      );
  }
}

/** The reason stays in the log of the erasure. */
function requireNameless(reason: string, registrations: readonly Registration[]): void {
  const words = new Set(searchTokens(reason.replaceAll(/[^\p{L}\p{N}@. -]/gu, ' ')));
  const digits = reason.replaceAll(/\D/g, '');
  const named = registrations.some(({ name, email, phone }) => {
    const number = (phone ?? '').replaceAll(/\D/g, '').slice(-8);
    return (
      searchTokens(name).some((word) => words.has(word)) ||
      (email !== null && reason.toLowerCase().includes(email)) ||
      (number !== '' && digits.includes(number))
    );
  });
  if (named) throw invalidInput({ path: 'reason', message: 'must not name the person: it stays' });
}

function decidedOn(namesakes: readonly Namesake[], ids: readonly string[]): Namesake[] {
  return ids.map((id, index) => {
    const found = namesakes.find((each) => each.id === id);
    if (found === undefined)
      throw invalidInput({ path: `alsoErase.${index}`, message: 'is none of the undecided of a dry run' });
    return found;
  });
}
