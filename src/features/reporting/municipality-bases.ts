import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { copenhagenDate, type LocalDate } from '../../domain/calendar.js';
import { successorOn } from '../../domain/municipality.js';
import type { AsOfInput } from '../progress/index.js';
import { SuccessionRepository } from '../municipality/index.js';
import { MunicipalityBasis } from './dto/status.model.js';

/** Under which code a municipality is reported. */
export interface Basis {
  reported(code: string): string;
  /** The codes that may be reported under another one. */
  readonly codes: readonly string[];
}

/** By the code of the record. */
export const AS_THEN: Basis = { reported: (code) => code, codes: [] };

/** Reports by the municipalities that there were, or by those that they are part of now (L28). */
@Injectable()
export class MunicipalityBases {
  constructor(
    private readonly clock: Clock,
    private readonly successions: SuccessionRepository,
  ) {}

  /**
   * By the code of the record, or by that of the municipality that it is part of now, and so on along the chain. Now is
   * the day of the report's own knowledge, so that the same report later has the same rows (V38); or the coming day that
   * is asked about.
   */
  async of(basis: MunicipalityBasis, at: AsOfInput | null, validOn: LocalDate): Promise<Basis> {
    if (basis === MunicipalityBasis.AS_THEN) return AS_THEN;
    const today = at?.knownAt == null ? this.clock.today() : copenhagenDate(at.knownAt);
    const now = today < validOn ? validOn : today;
    const successions =
      at?.knownAt == null ? await this.successions.current() : await this.successions.knownAt(at.knownAt);
    return {
      reported: (code) => successorOn(code, successions, now),
      codes: successions.map((each) => each.code),
    };
  }
}
