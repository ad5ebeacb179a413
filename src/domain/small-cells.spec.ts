import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SMALLEST_CELL, tellable, tellableCells } from './small-cells.js';

/** Cells of these sizes, with nobody in two of them. */
const cellsOf = (sizes: Readonly<Record<string, number>>) =>
  new Map(
    Object.entries(sizes).map(([cell, size]) => [
      cell,
      new Set(Array.from({ length: size }, (_, index) => `${cell}${index}`)),
    ]),
  );
const told = (sizes: Readonly<Record<string, number>>) => [...tellableCells(cellsOf(sizes))].sort();

describe('Q39: small cells are not told', () => {
  it('five people are told of, four are not', () => {
    expect(told({ kolding: 5, vejle: 9 })).toEqual(['kolding', 'vejle']);
    expect(told({ kolding: 4 })).toEqual([]);
  });

  it('one small cell alone would be known as the rest: the next larger one is kept back with it', () => {
    expect(told({ kolding: 2, vejle: 5, odense: 9 })).toEqual(['odense']);
  });

  it('several small cells that are enough people together keep nothing else back', () => {
    expect(told({ kolding: 2, billund: 3, vejle: 5 })).toEqual(['vejle']);
  });

  it('the same person in two small cells is one person', () => {
    const cells = new Map([
      ['kolding', new Set(['a', 'b', 'c'])],
      ['vejle', new Set(['a', 'b'])],
      ['odense', new Set(['d', 'e', 'f', 'g', 'h'])],
    ]);
    expect([...tellableCells(cells)]).toEqual([]);
  });

  it('whatever the sizes: no cell of fewer than five is told, and those kept back are none, five or more, or all', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer({ min: 1, max: 12 }), { maxKeys: 8 }), (sizes) => {
        const names = new Set(told(sizes));
        const sum = (of: [string, number][]) => of.reduce((total, [, size]) => total + size, 0);
        const cells = Object.entries(sizes);
        const rest = sum(cells.filter(([cell]) => !names.has(cell)));
        expect(cells.every(([cell, size]) => !names.has(cell) || size >= SMALLEST_CELL)).toBe(true);
        expect(rest === 0 || rest >= SMALLEST_CELL || names.size === 0).toBe(true);
      }),
    );
  });
});

describe('Q39: no sums, and no differences of sums, are about fewer than five people', () => {
  interface Row {
    readonly person: string;
    readonly region: string;
    readonly town: string;
    readonly year: string | null;
  }
  const letter = (letters: string) => fc.constantFrom(...letters);
  const row = fc.record({
    person: fc.integer({ min: 1, max: 40 }).map(String),
    region: letter('NS'),
    town: letter('abcd'),
    year: fc.option(letter('12')),
  });
  const levels = [
    (row: Row) => row.region,
    (row: Row, [region]: readonly (string | null)[]) => (region === null ? null : row.region + row.town),
    (row: Row) => row.year,
  ];
  const counted = (row: Row) => (row.town === 'd' ? [] : [row.person]);
  const parts = (rows: readonly Row[]) => {
    const people = new Map<string, Set<string>>();
    for (const [row, told] of tellable(rows, counted, levels)) {
      const key = JSON.stringify(told);
      people.set(key, new Set([...(people.get(key) ?? []), ...counted(row)]));
    }
    return people;
  };

  it('whatever is told alike of has five people or more in it', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        for (const people of parts(rows).values()) expect(people.size).toBeGreaterThanOrEqual(SMALLEST_CELL);
      }),
    );
  });

  it('what is told is the truth, and the same in whatever order the rows come', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const told = tellable(rows, counted, levels);
        for (const [{ region, town, year }, [toldRegion, toldTown, toldYear]] of told) {
          expect([null, region]).toContain(toldRegion);
          expect([null, region + town]).toContain(toldTown);
          expect([null, year]).toContain(toldYear);
        }
        expect(new Map([...tellable(rows.toReversed(), counted, levels)])).toEqual(new Map([...told]));
      }),
    );
  });

  it('everybody is told of where there are five in all, and nobody where there are fewer', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
        const enough = new Set(rows.flatMap(counted)).size >= SMALLEST_CELL;
        expect(tellable(rows, counted, levels).size).toBe(enough ? rows.length : 0);
      }),
    );
  });
});
