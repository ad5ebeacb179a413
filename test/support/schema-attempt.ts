/** Trying what a database refuses by itself, with an answer that reads the same on every database. */
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { raw } from 'sql-template-tag';
import { Refused } from '../../src/domain/refusal.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';

export class Attempts {
  private readonly unitOfWork: UnitOfWork;

  constructor(private readonly store: Store) {
    this.unitOfWork = new UnitOfWork(store);
  }

  /** Tries something and takes it back, so that each test finds the same rows. Answers what the database said. */
  async to(work: () => Promise<unknown>): Promise<string> {
    const back = new Error('accepted');
    let refusal: string | null = null;
    try {
      await this.unitOfWork.run(async () => {
        await work().catch((error: unknown) => {
          refusal = refusalOf(error);
          throw error;
        });
        throw back;
      });
    } catch (error) {
      if (error === back) return 'accepted';
      if (refusal === null) throw error;
      return `${error instanceof Refused ? `${error.refusal.code}: ` : ''}${String(refusal)}`;
    }
    return 'impossible';
  }

  async insert(entity: EntityTarget<ObjectLiteral>, ...rows: ObjectLiteral[]): Promise<string> {
    return this.to(() => this.store.insert(entity, rows));
  }

  async statement(text: string): Promise<string> {
    return this.to(() => this.store.change(raw(text)));
  }
}

/** What rule was broken; null when the error is about something else. */
function refusalOf(error: unknown): string | null {
  const said = error as DriverError;
  if (/^\w+ is never overwritten$/.test(said.message)) return said.message;
  return said.code?.startsWith('SQLITE') ? saidBySqlite(said) : saidByPostgres(said);
}

type DriverError = { message: string } & Partial<
  Record<'code' | 'table' | 'column' | 'constraint' | 'detail', string>
>;

function saidBySqlite({ message }: DriverError): string | null {
  const [, kind, what = ''] = /^(\w+(?: \w+)?) constraint failed(?:: (.*))?$/.exec(message) ?? [];
  if (kind === 'UNIQUE') {
    const table = what.split('.')[0] ?? '';
    return `unique ${table} (${what.replaceAll(`${table}.`, '')})`;
  }
  if (kind === 'CHECK') return `check ${what}`;
  if (kind === 'NOT NULL') return `required ${what}`;
  return kind === 'FOREIGN KEY' ? 'foreign key' : null;
}

function saidByPostgres({ code, table, column, constraint, detail = '' }: DriverError): string | null {
  if (code === '23505') return `unique ${table} ${/^Key (\(.*?\))=/.exec(detail)?.[1]}`;
  if (code === '23514') return `check ${constraint}`;
  if (code === '23502') return `required ${table}.${column}`;
  return code === '23503' ? 'foreign key' : null;
}
