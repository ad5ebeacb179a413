import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SMALLEST_CELL, tellableCells } from './small-cells.js';

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
