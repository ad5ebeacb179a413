import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { certificateNumber } from '../../domain/certificate.js';
import { CertificateRepository } from './certificate.repository.js';

/** Twice as many as a number needs, as some cannot be used: too few are left once in 3,000 million draws. */
const BYTES = 16;
/** 31^8 numbers: a second draw is next to never needed, and a fifth means that the randomness is broken. */
const DRAWS = 5;

/** Where the randomness comes from; handed in, so that tests can choose it. */
export class Randomness {
  bytes(count: number): Uint8Array {
    return randomBytes(count);
  }
}

/** Numbers that were never given to a certificate before (V26). Inside a unit of work. */
@Injectable()
export class CertificateNumbers {
  constructor(
    private readonly certificates: CertificateRepository,
    private readonly randomness: Randomness,
  ) {}

  async draw(): Promise<string> {
    for (let draw = 1; draw <= DRAWS; draw += 1) {
      const number = certificateNumber(this.randomness.bytes(BYTES));
      if (number !== null && !(await this.certificates.isNumberTaken(number))) return number;
    }
    throw new Error(`No free certificate number in ${DRAWS} draws`);
  }
}
