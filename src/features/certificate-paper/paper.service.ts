import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { Env } from '../../config/env.js';
import {
  CertificateService,
  standingOf,
  type CertificateRow,
  type CertificateSnapshot,
} from '../certification/index.js';
import { Rulebook } from '../programme/index.js';
import type { DrawnPaper } from './drawing.js';
import { paperOf, type Language, type Paper } from './paper.js';

/** Read when the first certificate is drawn: what lays out letters of every script takes long to read. */
const drawing = async () => import('./drawing.js');

export interface PrintedPaper extends DrawnPaper {
  readonly fileName: string;
}

/** Certificates as PDF. What is printed follows from the version and how it stands today, and from nothing else (V24). */
@Injectable()
export class PaperService {
  constructor(
    private readonly env: Env,
    private readonly clock: Clock,
    private readonly certificates: CertificateService,
    private readonly rulebook: Rulebook,
  ) {}

  /**
   * One version, the latest unless another is asked for; for the actor, or for `null`, whoever has a link to it. Null
   * where there is none, or none for them to see.
   */
  async print(
    actor: Actor | null,
    number: string,
    version: number | null,
    language: Language,
  ): Promise<PrintedPaper | null> {
    const versions = await (actor === null
      ? this.certificates.versionsByLink(number)
      : this.certificates.versions(actor, number));
    const row = version === null ? versions.at(-1) : versions.find((each) => each.version === version);
    return row === undefined ? null : this.printRow(row, versions.length, language);
  }

  async printRow(row: CertificateRow, latestVersion: number, language: Language): Promise<PrintedPaper> {
    const paper = this.paper(row, latestVersion, language);
    const suffix = row.version === latestVersion ? '' : `-v${row.version}`;
    return { fileName: `${row.number}${suffix}.pdf`, ...(await (await drawing()).drawPaper(paper)) };
  }

  /** Characters that no font has, of the latest version; known before it is drawn. */
  async missing(row: CertificateRow, language: Language): Promise<readonly string[]> {
    return (await drawing()).missingOf(this.paper(row, row.version, language));
  }

  private paper(row: CertificateRow, latestVersion: number, language: Language): Paper {
    const snapshot = JSON.parse(row.snapshot) as CertificateSnapshot;
    const source = {
      row,
      snapshot,
      programme: this.rulebook.version(snapshot.programmeKey, snapshot.ruleVersion),
      standing: standingOf(row, this.clock.today()),
      latestVersion,
      origin: this.env.origin,
    };
    return paperOf(source, language);
  }
}
