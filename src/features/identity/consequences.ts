import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { gate } from '../../domain/requirements.js';
import { CertificateEvents, Settlement } from '../certification/index.js';
import { EnrolmentRepository } from '../enrolment/index.js';
import { MergeRepository, type Moved } from './merge.repository.js';

/** What follows for enrolments and certificates when two people become one, or two again (V12, V25). Inside a unit of work. */
@Injectable()
export class Consequences {
  constructor(
    private readonly clock: Clock,
    private readonly enrolments: EnrolmentRepository,
    private readonly merges: MergeRepository,
    private readonly settlement: Settlement,
    private readonly events: CertificateEvents,
  ) {}

  /** Settles everything of these people; answers the certificates that came under review by it. */
  async settle(actor: Actor, personIds: readonly string[]): Promise<Moved['reviews']> {
    const enrolments = await this.enrolments.findOfPeople(personIds);
    const ids = enrolments.map((enrolment) => enrolment.id);
    const before = new Map((await this.merges.certificatesOf(ids)).map((each) => [each.id, each.status]));
    await this.settlement.settle(actor, ids);
    const after = await this.merges.certificatesOf(ids);
    return after
      .filter(({ id, status }) => status === 'REVIEW_REQUIRED' && before.get(id) === 'VALID')
      .map(({ id, sequence }) => ({ certificateId: id, sequence }));
  }

  /** Ends the reviews that nothing but the merge was the reason for, and that nobody has decided since. */
  async takeBack(actor: Actor, reviews: Moved['reviews'], reason: string): Promise<void> {
    const ids = reviews.map((review) => review.certificateId);
    const certificates = await this.merges.certificatesById(ids);
    const answers = await this.settlement.settle(
      actor,
      certificates.map((certificate) => certificate.enrolmentId),
    );
    for (const certificate of certificates) {
      const review = reviews.find((each) => each.certificateId === certificate.id);
      const answer = answers.get(certificate.enrolmentId);
      if (answer === undefined || certificate.status !== 'REVIEW_REQUIRED') continue;
      if (certificate.sequence !== review?.sequence) continue;
      if (gate('CERTIFICATE_ISSUE', answer.track, answer.requirements).blocked.length > 0) continue;
      const event = { kind: 'UPHELD' as const, validOn: this.clock.today(), reason };
      await this.events.append(actor, certificate, event, 'personUnmerge');
    }
  }
}
