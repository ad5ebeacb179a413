/** The municipalities of Denmark as they are read from `data/municipalities.csv` (domain.md section 6). */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { danishSortKey } from '../../domain/danish.js';
import { municipalityCode, regionPeriods, type MunicipalityRecord } from '../../domain/municipality.js';

const FILE = new URL('./data/municipalities.csv', import.meta.url);
/** Christiansø has a code but lies outside the municipal division. */
const OUTSIDE_MUNICIPAL_DIVISION = '411';

let records: readonly MunicipalityRecord[] | undefined;

/** All 98 municipalities in Danish alphabetical order, frozen; read once. */
export function municipalityRecords(): readonly MunicipalityRecord[] {
  return (records ??= Object.freeze(readRecords()));
}

function readRecords(): MunicipalityRecord[] {
  const rows: Record<string, string>[] = parse(readFileSync(FILE), { columns: true, bom: true });
  return rows
    .map(toRecord)
    .filter((record) => record.code !== OUTSIDE_MUNICIPAL_DIVISION)
    .map((record) => ({ key: danishSortKey(record.name), record }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ record }) => record);
}

function toRecord(row: Record<string, string>): MunicipalityRecord {
  const { kommunekode = '', navn = '', region = '' } = row;
  const code = municipalityCode(kommunekode);
  if (code === null || navn === '' || region === '') {
    throw new Error(`${FILE.pathname}: not a municipality: ${JSON.stringify(row)}`);
  }
  return Object.freeze({
    code,
    name: navn,
    validFrom: null,
    validTo: null,
    successorCode: null,
    regions: Object.freeze(regionPeriods(region).map((period) => Object.freeze(period))),
  });
}
