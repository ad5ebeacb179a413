import { Injectable } from '@nestjs/common';
import { addDays, addMonths, type LocalDate } from '../../domain/calendar.js';
import { Rulebook } from '../programme/index.js';
import { Engagement } from './dto/engagement.model.js';
import type { EngagementRow } from './engagement.repository.js';

@Injectable()
export class EngagementMapper {
  constructor(private readonly rulebook: Rulebook) {}

  toModel(row: EngagementRow): Engagement {
    const { months } = this.rulebook.version(row.programmeKey, row.ruleVersion);
    return Object.assign(new Engagement(), {
      id: row.id,
      programmeKey: row.programmeKey,
      ruleVersion: row.ruleVersion,
      municipalityCodes: municipalityCodesOf(row),
      withdrawals: withdrawalsOf(row),
      startsOn: row.startsOn,
      endsOn: addDays(addMonths(row.startsOn as LocalDate, months), -1),
    });
  }
}

export function municipalityCodesOf(row: Pick<EngagementRow, 'municipalities'>): string[] {
  return row.municipalities.split(' ');
}

/** Who has left, and from which day on. */
export function withdrawalsOf(row: Pick<EngagementRow, 'withdrawals'>): { code: string; on: LocalDate }[] {
  return (row.withdrawals ?? '')
    .split(' ')
    .filter((each) => each !== '')
    .map((each) => {
      const [code = '', on = ''] = each.split('@');
      return { code, on: on as LocalDate };
    });
}

/** Who takes part and has not left. */
export function takingPart(row: Pick<EngagementRow, 'municipalities' | 'withdrawals'>): string[] {
  const left = withdrawalsOf(row).map(({ code }) => code);
  return municipalityCodesOf(row).filter((code) => !left.includes(code));
}
