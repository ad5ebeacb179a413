/** Column kinds that mean the same on every database: text for words, days and instants (they sort as text), integers for minutes. */
import { Column, DefaultNamingStrategy, PrimaryColumn, type ColumnOptions } from 'typeorm';
import { snakeCase } from './rows.js';

/** Ids are opaque text with a prefix that names the kind; see ids.ts. */
export const Id = () => PrimaryColumn('text');
export const Text = (options: ColumnOptions = {}) => Column('text', options);
/** Nothing yet; also for the rows that were there before the column. */
export const TextEmptyAtFirst = () => Column('text', { default: '' });
export const OptionalText = () => Column('text', { nullable: true });
export const Integer = () => Column('integer');
export const IntegerNoneAtFirst = () => Column('integer', { default: 0 });
export const OptionalInteger = () => Column('integer', { nullable: true });
export const Flag = () => Column('boolean');
/** False until something says otherwise; also for the rows that were there before the column. */
export const FlagOffAtFirst = () => Column('boolean', { default: false });
export const OptionalFlag = () => Column('boolean', { nullable: true });

/** `personId` in code is `person_id` in the database. */
export class SnakeCaseNaming extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? snakeCase(propertyName);
  }
}
