import { PassThrough, Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import yazl from 'yazl';
import type { Actor } from '../../access/actor.js';
import { mayUse, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { LOGGER } from '../../core.module.js';
import { groupBy } from '../../domain/group-by.js';
import { issueGate } from '../../domain/shortfall.js';
import { missingNote } from '../../pdf/missing.js';
import { PaperService, type Language } from '../certificate-paper/index.js';
import {
  CandidateRepository,
  CertificateRepository,
  standingOf,
  type CertificateRow,
} from '../certification/index.js';
import { CourseDayRepository } from '../cohort/index.js';
import { asOf, ProgressService } from '../progress/index.js';
import { manifest, type ManifestRow } from './manifest.js';

export interface CertificatesZip {
  readonly fileName: string;
  readonly stream: Readable;
  /** How many PDF files are in it, and for how many people there is none. */
  readonly certificates: number;
  readonly missing: number;
}

/** The certificates of a certification day as one file, made one after the other while it is sent. */
@Injectable()
export class ZipService {
  constructor(
    private readonly clock: Clock,
    private readonly days: CourseDayRepository,
    private readonly candidates: CandidateRepository,
    private readonly certificates: CertificateRepository,
    private readonly progress: ProgressService,
    private readonly papers: PaperService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Of the people whose certificates the actor may see. Null where there is no such certification day for them. */
  async zip(actor: Actor, courseDayId: string, language: Language): Promise<CertificatesZip | null> {
    if (!mayUse(actor, 'certificate') || !mayUse(actor, 'courseDay')) return null;
    const [day] = await this.days.findVisible(reachOf(actor, 'courseDay'), [courseDayId]);
    if (day === undefined || day.type !== 'CERTIFICATION_DAY') return null;
    const people = await this.candidates.ofDays(reachOf(actor, 'certificate'), [day.id]);
    const ids = people.map((each) => each.enrolmentId);
    const latest = await this.latest(ids);
    const answers = await this.progress.answers(ids, asOf(null, this.clock));
    const names = await this.certificates.holderNames(ids);
    const rows: ManifestRow[] = [];
    for (const id of ids) {
      const certificate = latest.get(id);
      const answer = answers.get(id);
      const lacks =
        answer === undefined ? [] : issueGate(answer).blocked.map((each) => each.explanation[language]);
      rows.push(
        certificate === undefined
          ? { file: '', name: names.get(id) ?? '', number: '', status: null, lacks }
          : await this.issued(certificate, language),
      );
    }
    const zip = new yazl.ZipFile();
    const written = { mtime: new Date(`${day.date}T12:00:00Z`), mode: 0o644 };
    zip.addBuffer(manifest(rows, language), language === 'da' ? 'oversigt.csv' : 'overview.csv', written);
    const papers = ids.flatMap((id) => latest.get(id) ?? []);
    for (const certificate of papers)
      // Drawn when its turn comes: never more than one at a time is held in memory.
      zip.addReadStreamLazy(`${certificate.number}.pdf`, { ...written, compress: false }, (give) => {
        this.papers
          .printRow(certificate, certificate.version, language)
          .then(({ bytes }) => give(null, Readable.from([bytes])))
          .catch((error: unknown) => give(error, Readable.from([])));
      });
    zip.end();
    const stream = zip.outputStream.pipe(new PassThrough());
    // Broken off rather than ended: whoever fetches it must not take a part for the whole.
    zip.on('error', (error: Error) => {
      this.logger.error({ err: error }, 'the certificates of a day could not be sent to their end');
      stream.destroy(error);
    });
    return {
      fileName: `${language === 'da' ? 'certifikater' : 'certificates'}-${day.date}.zip`,
      stream,
      certificates: papers.length,
      missing: ids.length - papers.length,
    };
  }

  private async issued(certificate: CertificateRow, language: Language): Promise<ManifestRow> {
    const { number, holderName: name } = certificate;
    const { status } = standingOf(certificate, this.clock.today());
    const missing = await this.papers.missing(certificate, language);
    const lacks = missing.length === 0 ? [] : [missingNote(missing, language)];
    return { file: `${number}.pdf`, name, number, status, lacks };
  }

  /** By enrolment, the latest one there is. */
  private async latest(ids: readonly string[]): Promise<ReadonlyMap<string, CertificateRow>> {
    const rows = await this.certificates.findOfEnrolments(ids);
    const last = [...groupBy(rows, (row) => row.enrolmentId)].flatMap(([id, own]) => {
      const row = own.at(-1);
      return row === undefined ? [] : [[id, row] as const];
    });
    return new Map(last);
  }
}
