import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { readCertificateNumber } from '../../domain/certificate.js';
import { RateLimits } from '../../traffic/rate-limits.js';
import { rateLimited } from '../../traffic/refusals.js';
import { CertificateRepository } from './certificate.repository.js';
import { toVerification } from './certification.mapper.js';
import type { CertificateVerification } from './dto/certificate.model.js';

/** What anybody is told about what they typed as a number (Q40). */
export type CertificateCheck =
  | { readonly kind: 'ISSUED'; readonly verification: CertificateVerification }
  /** It could be one, but never was given to a certificate. */
  | { readonly kind: 'NEVER_ISSUED'; readonly number: string }
  /** It cannot be one: a character is wrong, missing or too many. */
  | { readonly kind: 'MISTYPED' };

/** Nobody has it: it is no number. */
const NO_NUMBER = '';

/** The public check. Whoever asks, and whatever the answer, it is counted and takes the same work. */
@Injectable()
export class CertificateChecks {
  constructor(
    private readonly certificates: CertificateRepository,
    private readonly rates: RateLimits,
    private readonly clock: Clock,
  ) {}

  /** For everybody. A number that was ever issued is always answered, with its latest version (V26). */
  async check(network: string | undefined, typed: string): Promise<CertificateCheck> {
    if (network !== undefined) await this.count(network);
    const number = readCertificateNumber(typed);
    const row = await this.certificates.findByNumber(number ?? NO_NUMBER);
    if (row !== null) return { kind: 'ISSUED', verification: toVerification(row, this.clock.today()) };
    return number === null ? { kind: 'MISTYPED' } : { kind: 'NEVER_ISSUED', number };
  }

  /** A purse of its own, so that numbers cannot be guessed. */
  private async count(network: string): Promise<void> {
    const wait = await this.rates.spend('check', network, 1);
    if (wait !== null) throw rateLimited(this.rates.limits.check, wait);
  }
}
