/** The second implementation of progress is worth something only while it shares nothing with the first. */
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MODEL = 'test/oracle/model';

describe('the second implementation', () => {
  const files = readdirSync(MODEL);

  it.each(files)('%s imports nothing but its neighbours', (file) => {
    const source = readFileSync(join(MODEL, file), 'utf8');
    const froms = [...source.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"`])(.*?)\1/g)];
    const named = froms.map(([, , name = '']) => name);
    expect(
      named.filter((name) => !files.some((other) => name === `./${other.replace(/\.ts$/, '.js')}`)),
    ).toEqual([]);
  });

  it('is there', () => {
    expect(files.length).toBeGreaterThan(5);
  });
});
