import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Instant } from '../../domain/calendar.js';
import type { Succession } from '../../domain/municipality.js';
import { currentAt } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

export interface SuccessionRow extends Succession {
  readonly id: string;
}

/** Which municipality became part of which (L28). */
@Injectable()
export class SuccessionRepository {
  constructor(private readonly store: Store) {}

  async current(): Promise<SuccessionRow[]> {
    return this.store.query(
      sql`SELECT id, code, successor_code, first_day FROM municipality_succession
          WHERE superseded_at IS NULL ORDER BY first_day, code`,
    );
  }

  /** By what had been recorded at an instant (V38). */
  async knownAt(instant: Instant): Promise<SuccessionRow[]> {
    return this.store.query(
      sql`SELECT s.id, s.code, s.successor_code, s.first_day FROM municipality_succession s
          WHERE ${currentAt(sql`s`, instant)} ORDER BY s.first_day, s.code`,
    );
  }
}
