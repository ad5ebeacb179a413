import { describe, expect, it } from '@jest/globals';
import { certificateNumber } from '../../domain/certificate.js';
import { CertificateNumbers, Randomness } from './certificate.numbers.js';
import type { CertificateRepository } from './certificate.repository.js';

const bytes = (seed: number) => new Uint8Array(16).fill(seed);
const number = (seed: number) => certificateNumber(bytes(seed));

/** Draws 1, 2, 3 and so on, where some numbers were given away before. */
function numbers(taken: (number: string) => boolean, first = 1) {
  const certificates = { isNumberTaken: async (text: string) => taken(text) };
  let draws = 0;
  class Counting extends Randomness {
    override bytes(): Uint8Array {
      draws += 1;
      return bytes(first + draws - 1);
    }
  }
  return {
    drawn: new CertificateNumbers(certificates as CertificateRepository, new Counting()).draw(),
    draws: () => draws,
  };
}

describe('the number of a new certificate', () => {
  it('V26: is drawn again while it was used before', async () => {
    const { drawn } = numbers((text) => text === number(1) || text === number(2));
    expect(await drawn).toBe(number(3));
  });

  it('is drawn again where the bytes would favour some characters', async () => {
    const { drawn, draws } = numbers(() => false, 255);
    expect(await drawn).toBe(number(0));
    expect(draws()).toBe(2);
  });

  it('is given up on when every draw was used before: then the randomness is broken', async () => {
    const { drawn, draws } = numbers(() => true);
    await expect(drawn).rejects.toThrow('No free certificate number');
    expect(draws()).toBe(5);
  });

  it('differs from one draw to the next', async () => {
    const certificates = { isNumberTaken: async () => false };
    const real = new CertificateNumbers(certificates as unknown as CertificateRepository, new Randomness());
    const drawn = await Promise.all(Array.from({ length: 100 }, () => real.draw()));
    expect(new Set(drawn).size).toBe(100);
  });
});
