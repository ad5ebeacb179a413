import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import type { CertificateEvent } from '../../domain/certificate.js';
import { danishSortKey } from '../../domain/danish.js';
import { certifiedWorkforce, type HeldCertificate, type Job } from '../../domain/employment.js';
import { groupBy } from '../../domain/group-by.js';
import { findTrack } from '../../domain/programme.js';
import { invalidInput } from '../../domain/refusal.js';
import { all, among, certifies, currentAt } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { MunicipalityDirectory } from '../municipality/index.js';
import { Rulebook } from '../programme/index.js';
import { asOf } from '../progress/index.js';
import { CertifiedWorkforce, ReportBasis, MunicipalityWorkforce } from './dto/workforce.model.js';

export interface WorkforceQuestion {
  readonly municipalityCode: string | null;
  readonly programmeKey: string | null;
  readonly trackKey: string;
  readonly on: LocalDate | null;
  readonly knownAt: Instant | null;
}

type EventRow = CertificateEvent & Omit<HeldCertificate, 'events'> & { readonly certificateId: string };

/** Q21: a certificate is a person's and goes where the person works (L5); the seat stays the other municipality's. */
@Injectable()
export class WorkforceView {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly municipalities: MunicipalityDirectory,
    private readonly rulebook: Rulebook,
  ) {}

  async of(actor: Actor, question: WorkforceQuestion): Promise<CertifiedWorkforce> {
    this.check(question);
    const reach = reachOf(actor, 'certifiedWorkforce');
    const { knownAt, validOn: today } = asOf({ knownAt: question.knownAt }, this.clock);
    const on = question.on ?? today;
    const codes = reach.everything
      ? null
      : reach.municipalityCodes.filter((code) => [null, code].includes(question.municipalityCode));
    const asked =
      reach.everything && question.municipalityCode !== null ? [question.municipalityCode] : codes;
    const answer = await this.store.atOneMoment(async () => {
      const certificates = await this.certificates(question, knownAt);
      const people = [...new Set(certificates.map((certificate) => certificate.personId))];
      const jobs = await this.jobs(people, asked, knownAt);
      return certifiedWorkforce(jobs, certificates, { on, today });
    });
    const rows = (asked ?? []).map(
      (code) => answer.municipalities.find((row) => row.municipalityCode === code) ?? nobodyIn(code),
    );
    return Object.assign(new CertifiedWorkforce(), {
      on,
      basis: on === today ? ReportBasis.EMPLOYED_NOW : ReportBasis.EMPLOYED_THEN,
      persons: answer.persons,
      elsewhere: asked === null ? answer.elsewhere : null,
      municipalities: this.inOrder(asked === null ? answer.municipalities : rows),
    });
  }

  private check({ municipalityCode, programmeKey, trackKey }: WorkforceQuestion): void {
    if (municipalityCode !== null) this.municipalities.require(municipalityCode, 'municipalityCode');
    const programmes =
      programmeKey === null ? this.rulebook.all() : [this.rulebook.requireProgramme(programmeKey)];
    if (!programmes.some((programme) => findTrack(programme, trackKey) !== undefined))
      throw invalidInput({ path: 'trackKey', message: 'is not a track of any programme' });
  }

  /** Everybody's on the track, with all that had been recorded of their life. */
  private async certificates(
    { programmeKey, trackKey }: WorkforceQuestion,
    knownAt: Instant,
  ): Promise<HeldCertificate[]> {
    const conditions = [sql`e.track_key = ${trackKey}`, sql`v.recorded_at <= ${knownAt}`, certifies(sql`c`)];
    if (programmeKey !== null) conditions.push(sql`e.programme_key = ${programmeKey}`);
    const rows = await this.store.query<EventRow>(sql`
      SELECT c.id AS certificate_id, w.person_id, c.valid_until, v.kind, v.valid_on AS "on"
      FROM certificate c
      JOIN enrolment e ON e.id = c.enrolment_id
      JOIN enrolment_person w ON w.enrolment_id = e.id AND ${currentAt(sql`w`, knownAt)}
      JOIN certificate_event v ON v.certificate_id = c.id
      WHERE ${all(conditions)} ORDER BY c.id, v.sequence`);
    return [...groupBy(rows, (row) => row.certificateId).values()].flatMap((events) => {
      const [first] = events;
      return first === undefined ? [] : [{ personId: first.personId, validUntil: first.validUntil, events }];
    });
  }

  /** Jobs of these people in municipalities; in all of them when `codes` is null. */
  private async jobs(
    personIds: readonly string[],
    codes: readonly string[] | null,
    knownAt: Instant,
  ): Promise<Job[]> {
    const conditions = [sql`q.person_id IN ${among(personIds)}`, currentAt(sql`q`, knownAt)];
    conditions.push(
      codes === null ? sql`f.municipality_code IS NOT NULL` : sql`f.municipality_code IN ${among(codes)}`,
    );
    return this.store.query(sql`
      SELECT q.person_id, f.municipality_code, q.valid_from, q.valid_to
      FROM affiliation_period q JOIN affiliation f ON f.id = q.affiliation_id WHERE ${all(conditions)}`);
  }

  private inOrder(rows: readonly Omit<MunicipalityWorkforce, never>[]): MunicipalityWorkforce[] {
    const keyOf = (code: string) => danishSortKey(this.municipalities.find(code)?.name ?? '');
    return rows
      .map((row) => Object.assign(new MunicipalityWorkforce(), row))
      .sort((a, b) => (keyOf(a.municipalityCode) < keyOf(b.municipalityCode) ? -1 : 1));
  }
}

const nobodyIn = (municipalityCode: string) => ({
  municipalityCode,
  certified: 0,
  certifiedToday: 0,
  leaving: 0,
  expiring: 0,
  joining: 0,
});
