import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Clock } from '../../config/clock.js';
import { TOLD_AS, type StatusPurpose } from '../../domain/certificate.js';
import { among } from '../../storage/sql.js';
import { CredentialStatusPlaceEntity } from '../../storage/status-list.entity.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { Randomness } from '../certification/index.js';

/** So many that nobody who asks for a list tells by it whom they are looking at (Bitstring Status List v1.0). */
export const LIST_LENGTH = 131_072;
const DRAWS = 64;

export interface StatusPlace {
  readonly list: number;
  readonly place: number;
}

/** Where certificates stand in the status lists. Drawn at random when first needed, kept for good, never given twice. */
@Injectable()
export class StatusPlaces {
  /** Half a list: after that every second draw would fail. */
  protected readonly full: number = LIST_LENGTH / 2;

  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly randomness: Randomness,
    private readonly clock: Clock,
  ) {}

  async of(certificateId: string): Promise<StatusPlace> {
    return (
      (await this.find(certificateId)) ??
      this.unitOfWork.run(async () => (await this.find(certificateId)) ?? this.draw(certificateId))
    );
  }

  /** The number of the newest list; the first one is there before anybody stands in it. */
  async newestList(): Promise<number> {
    const row = await this.store.queryOne<{ list: number | null }>(
      sql`SELECT MAX(list) AS list FROM credential_status_place`,
    );
    return Number(row?.list ?? 1);
  }

  /** The places in a list of which a verifier is to be told. */
  async told(list: number, purpose: StatusPurpose): Promise<number[]> {
    const rows = await this.store.query<{ place: number }>(sql`
      SELECT p.place FROM credential_status_place p JOIN certificate c ON c.id = p.certificate_id
      WHERE p.list = ${list} AND c.status IN ${among(TOLD_AS[purpose])}`);
    return rows.map((row) => row.place);
  }

  private async find(certificateId: string): Promise<StatusPlace | null> {
    return this.store.queryOne(
      sql`SELECT list, place FROM credential_status_place WHERE certificate_id = ${certificateId}`,
    );
  }

  private async draw(certificateId: string): Promise<StatusPlace> {
    const list = await this.openList();
    for (let draw = 1; draw <= DRAWS; draw += 1) {
      const place = this.randomPlace();
      const taken = await this.store.queryOne(
        sql`SELECT 1 AS taken FROM credential_status_place WHERE list = ${list} AND place = ${place}`,
      );
      if (taken !== null) continue;
      const recordedAt = this.clock.now();
      await this.store.insert(CredentialStatusPlaceEntity, { certificateId, list, place, recordedAt });
      return { list, place };
    }
    throw new Error(`No free place in a status list in ${DRAWS} draws`);
  }

  private async openList(): Promise<number> {
    const newest = await this.newestList();
    const row = await this.store.queryOne<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM credential_status_place WHERE list = ${newest}`,
    );
    return Number(row?.n ?? 0) < this.full ? newest : newest + 1;
  }

  /** Every place as likely as any other: 2^24 is a multiple of the length. */
  private randomPlace(): number {
    const [high = 0, middle = 0, low = 0] = this.randomness.bytes(3);
    return ((high << 16) | (middle << 8) | low) % LIST_LENGTH;
  }
}
