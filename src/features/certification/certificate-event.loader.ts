import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { reachOf, type Reach } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { invalidInput } from '../../domain/refusal.js';
import { BatchLoader, grouped } from '../../graphql/batch-loader.js';
import { type Connection, type PageArgs, readPage } from '../../graphql/connection.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { CertificateEventRepository, type CertificateEventRow } from './certificate-event.repository.js';
import { CertificateRepository } from './certificate.repository.js';
import { toCertificate } from './certification.mapper.js';
import {
  CertificateEvent,
  CertificateEventKind,
  type CertificateEventFilter,
} from './dto/certificate-event.dto.js';
import { Certificate } from './dto/certificate.model.js';

/** Every event, newest day last. */
@Injectable()
export class CertificateEventLog {
  constructor(private readonly events: CertificateEventRepository) {}

  /** Of a period, both days included. */
  async list(
    actor: Actor,
    from: LocalDate,
    to: LocalDate,
    filter: CertificateEventFilter,
    page: PageArgs,
  ): Promise<Connection<CertificateEvent>> {
    if (to < from) throw invalidInput({ path: 'to', message: 'must not be before `from`' });
    const condition = this.events.matching(reachOf(actor, 'certificateEvents'), from, to, filter);
    return readPage(
      page,
      [
        { expression: sql`v.valid_on`, rowKey: 'on' },
        { expression: sql`v.certificate_id`, rowKey: 'certificateId' },
        { expression: sql`v.sequence`, rowKey: 'sequence' },
      ],
      (after, orderBy, limit) => this.events.page(explainedTo(actor), condition, after, orderBy, limit),
      () => this.events.count(condition),
      toEvent,
    );
  }
}

/** By certificate. Load it only for certificates that are visible. */
@Injectable()
export class EventsOfCertificateLoader extends BatchLoader<CertificateEvent[]> {
  constructor(private readonly events: CertificateEventRepository) {
    super();
  }

  protected async batch(context: RequestContext, certificateIds: readonly string[]) {
    const rows = await this.events.findOfCertificates(explainedTo(actorOf(context)), certificateIds);
    return grouped(certificateIds, rows, (row) => row.certificateId).map((own) => own.map(toEvent));
  }
}

/** By number. Load it only for certificates that are visible: all versions are of one enrolment. */
@Injectable()
export class CertificateVersionsLoader extends BatchLoader<Certificate[]> {
  constructor(
    private readonly certificates: CertificateRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  protected async batch(_context: RequestContext, numbers: readonly string[]) {
    const rows = await this.certificates.findVersions(numbers);
    const today = this.clock.today();
    return grouped(numbers, rows, (row) => row.number).map((own) =>
      own.map((row) => toCertificate(row, today)),
    );
  }
}

/** Why something happened to a certificate, and by whom, is for those who decide about it, and for its holder. */
function explainedTo(actor: Actor): Reach {
  const deciding = reachOf(actor, 'certificateReviewDecide');
  return { ...deciding, municipalityCodes: [], personIds: reachOf(actor, 'certificate').personIds };
}

function toEvent(row: CertificateEventRow): CertificateEvent {
  const { certificateId, kind, on, explained } = row;
  return Object.assign(new CertificateEvent(), {
    certificateId,
    kind: CertificateEventKind[kind],
    on,
    reason: explained ? row.reason : null,
    by: explained ? row.recordedBy : null,
    recordedAt: row.recordedAt,
  });
}
