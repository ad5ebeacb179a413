import { describe, it, expect, beforeAll, afterAll } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const IMPORTS = 'eslint(no-restricted-imports)';

/** A room, and what a file in it may or may not import. */
const ROOMS: { file: string; may: string[]; mayNot: string[] }[] = [
  {
    file: 'src/domain/seats.ts',
    may: ['./programme.js', './rules/quota.js'],
    mayNot: [
      'temporal-polyfill',
      'typeorm',
      '@nestjs/common',
      'node:fs',
      '../config/env.js',
      '../storage/sql.js',
    ],
  },
  { file: 'src/domain/calendar.ts', may: ['temporal-polyfill', './refusal.js'], mayNot: ['uuid', 'node:fs'] },
  {
    file: 'src/domain/seats.spec.ts',
    may: ['@jest/globals', 'fast-check', './seats.js', '../../test/support/rulebook.js'],
    mayNot: ['typeorm', '../storage/sql.js'],
  },
  {
    file: 'src/storage/person.entity.ts',
    may: [
      'typeorm',
      'better-sqlite3',
      'sql-template-tag',
      'node:fs',
      './sql.js',
      '../domain/cpr.js',
      '../config/env.js',
    ],
    mayNot: [
      '@nestjs/common',
      '../features/person/index.js',
      '../access/actor.js',
      '../graphql/node.js',
      'graphql',
    ],
  },
  {
    file: 'src/access/guard.ts',
    may: ['@nestjs/common', '../storage/sql.js', '../domain/seats.js', './actor.js'],
    mayNot: ['../features/person/index.js', '../main.js', '../app.module.js', '../cli/token.js'],
  },
  {
    file: 'src/access/policies/agency.policy.ts',
    may: ['../operations.js', '../../domain/seats.js'],
    mayNot: ['../../features/person/index.js', '../../cli/token.js'],
  },
  {
    file: 'src/graphql/context.ts',
    may: ['../access/actor.js', '@nestjs/graphql'],
    mayNot: ['../main.js', '../app.module.js', '../create-app.js', '../cli/schema-print.js'],
  },
  {
    file: 'src/features/cohort/cohort.service.ts',
    may: [
      '../person/index.js',
      './cohort.repository.js',
      './dto/cohort.js',
      '../../storage/sql.js',
      'typeorm',
    ],
    mayNot: [
      '../person/person.service.js',
      '../person/dto/person.js',
      '../../features/person/person.service.js',
      '../../app.module.js',
    ],
  },
  {
    file: 'src/features/cohort/dto/cohort.ts',
    may: [
      '../../person/index.js',
      '../cohort.service.js',
      './inputs.js',
      '../../../graphql/node.js',
      '@nestjs/graphql',
    ],
    mayNot: [
      'typeorm',
      'typeorm/browser',
      '../../person/person.service.js',
      '../../person/dto/person.js',
      '../../../features/person/person.service.js',
      '../../../cli/seed.js',
    ],
  },
  {
    file: 'src/pages/home.ts',
    may: ['../graphql/node.js'],
    mayNot: ['../features/person/index.js', '../storage/sql.js'],
  },
  { file: 'src/cli/seed.ts', may: ['../app.module.js', '../storage/sql.js', './options.js'], mayNot: [] },
  { file: 'src/main.ts', may: ['./app.module.js', './config/env.js'], mayNot: [] },
  {
    file: 'migrations/sqlite/1-initial.ts',
    may: ['./columns.js'],
    mayNot: ['typeorm', '../../src/storage/sql.js'],
  },
  {
    file: 'test/api/cohort.spec.ts',
    may: ['../support/app.js'],
    mayNot: ['../../src/features/cohort/cohort.service.js'],
  },
];

/** Other habits, each broken once. */
const BROKEN: [file: string, code: string, rule: string][] = [
  ['src/features/a/a.ts', "import { b } from './b.js';\nexport const a = () => b;", 'import(no-cycle)'],
  ['src/features/a/b.ts', "import { a } from './a.js';\nexport const b = () => a;", 'import(no-cycle)'],
  ['src/graphql/log.ts', "console.log('here');", 'eslint(no-console)'],
  ['src/graphql/any.ts', 'export const loose: any = 1;', 'typescript(no-explicit-any)'],
  ['src/domain/type.ts', "export type { Relation } from 'typeorm';", IMPORTS],
  ['src/domain/lazy.ts', "export const load = () => import('node:fs');", IMPORTS],
  ['src/domain/clock.ts', 'export const now = () => Date.now();', 'eslint(no-restricted-properties)'],
  ['src/domain/dice.ts', 'export const dice = () => Math.random();', 'eslint(no-restricted-properties)'],
  ['test/api/only.spec.ts', "it.only('runs alone', () => expect(1).toBe(1));", 'jest(no-focused-tests)'],
];

/** What the house allows, though a rule might take offence. */
const FINE: [file: string, code: string][] = [
  ['src/storage/a.entity.ts', "import { B } from './b.entity.js';\nexport class A { b?: B; c = B; }"],
  ['src/storage/b.entity.ts', "import { A } from './a.entity.js';\nexport class B { a?: A; c = A; }"],
  ['src/cli/print.ts', "console.log('printed');"],
  [
    'src/features/a/a.module.ts',
    "import { Module } from '@nestjs/common';\n@Module({})\nexport class AModule {}",
  ],
  [
    'src/features/a/a.service.ts',
    'export class AService {\n  constructor(private readonly b: string) {}\n  get() {\n    return this.b;\n  }\n}',
  ],
  [
    'migrations/sqlite/2-types.ts',
    "import type { QueryRunner } from 'typeorm';\nexport type Q = QueryRunner;",
  ],
];

interface Finding {
  code: string;
  filename: string;
  labels: { span: { line: number } }[];
}

describe('the import rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forloeb-rules-'));
  let findings: Finding[] = [];
  const plant = (file: string, code: string) => {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), `${code}\n`);
  };
  const found = (file: string) => findings.filter(({ filename }) => filename === file);

  beforeAll(() => {
    copyFileSync('.oxlintrc.json', join(folder, '.oxlintrc.json'));
    for (const { file, may, mayNot } of ROOMS) {
      plant(file, [...may, ...mayNot].map((from, line) => `export * as x${line} from '${from}';`).join('\n'));
    }
    for (const [file, code] of [...BROKEN, ...FINE]) plant(file, code);
    const run = spawnSync(process.execPath, [resolve('node_modules/oxlint/bin/oxlint'), '-f', 'json'], {
      cwd: folder,
      encoding: 'utf8',
    });
    findings = (JSON.parse(run.stdout) as { diagnostics: Finding[] }).diagnostics;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(ROOMS)('hold in $file', ({ file, may, mayNot }) => {
    const all = [...may, ...mayNot];
    const refused = found(file)
      .filter(({ code }) => code === IMPORTS)
      .map(({ labels }) => all[(labels[0]?.span.line ?? 0) - 1]);
    expect(refused.toSorted()).toEqual(mayNot.toSorted());
  });

  it.each(BROKEN)('and habits are not broken as in %s', (file, _, rule) => {
    expect(found(file).map(({ code }) => code)).toContain(rule);
  });

  it.each(FINE)('leave %s alone', (file) => {
    expect(found(file)).toEqual([]);
  });

  it('are not evaded by a type written in place, and the rulebook does not read the clock', () => {
    for (const entry of readdirSync('src/domain', { recursive: true, encoding: 'utf8' })) {
      if (!entry.endsWith('.ts') || entry.endsWith('.spec.ts')) continue;
      expect(readFileSync(join('src/domain', entry), 'utf8')).not.toMatch(/\bimport\(|\bnew Date\(\)/);
    }
  });
});
