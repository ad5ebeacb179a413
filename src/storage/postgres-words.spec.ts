import { describe, expect, it } from '@jest/globals';
import sql, { join } from 'sql-template-tag';
import { postgresWords } from './postgres-words.js';
import { all, among } from './sql.js';

describe('a statement in the words of PostgreSQL', () => {
  it('is as it was written, with numbered places for its values', () => {
    expect(postgresWords(sql`SELECT 1`)).toEqual({ text: 'SELECT 1', values: [] });
    expect(postgresWords(sql`SELECT * FROM seat WHERE pool = ${'p'} AND number > ${3}`)).toEqual({
      text: 'SELECT * FROM seat WHERE pool = $1 AND number > $2',
      values: ['p', 3],
    });
  });

  it('looks a list up as an array', () => {
    expect(postgresWords(sql`SELECT * FROM seat WHERE id IN ${among(['a', 'b'])}`)).toEqual({
      text: 'SELECT * FROM seat WHERE id = ANY($1::text[])',
      values: [['a', 'b']],
    });
  });

  it('excludes a list as an array', () => {
    expect(postgresWords(sql`SELECT * FROM seat WHERE id NOT IN ${among(['a'])}`)).toEqual({
      text: 'SELECT * FROM seat WHERE id <> ALL($1::text[])',
      values: [['a']],
    });
  });

  it('keeps every value in its place, whatever stands between the lists', () => {
    const conditions = [
      sql`pool = ${'p'}`,
      sql`kind NOT IN ${among(['UNCOUNTED'])}`,
      sql`number < ${7}`,
      sql`id IN ${among([])}`,
      sql`(id, pool) IN (${join([sql`(${'x'}, ${'y'})`])})`,
    ];
    expect(postgresWords(sql`SELECT * FROM seat WHERE ${all(conditions)}`)).toEqual({
      text:
        'SELECT * FROM seat WHERE pool = $1 AND kind <> ALL($2::text[]) AND number < $3' +
        ' AND id = ANY($4::text[]) AND (id, pool) IN (($5, $6))',
      values: ['p', ['UNCOUNTED'], 7, [], 'x', 'y'],
    });
  });

  it('finds a list behind ten values and more', () => {
    const before = Array.from({ length: 11 }, (_, n) => sql`number <> ${n}`);
    const { text, values } = postgresWords(
      sql`SELECT 1 FROM seat WHERE ${all(before)} AND id IN ${among(['a'])}`,
    );
    expect(text).toMatch(/ AND id = ANY\(\$12::text\[\]\)$/);
    expect(values[11]).toEqual(['a']);
  });

  it('leaves values alone that look like such words', () => {
    const text = 'x IN (SELECT value FROM json_each($1))';
    expect(postgresWords(sql`SELECT ${text}`)).toEqual({ text: 'SELECT $1', values: [text] });
  });

  it('does not touch the statement that it was given', () => {
    const statement = sql`SELECT * FROM seat WHERE id IN ${among(['a'])}`;
    postgresWords(statement);
    expect(postgresWords(statement)).toEqual(
      postgresWords(sql`SELECT * FROM seat WHERE id IN ${among(['a'])}`),
    );
  });
});
