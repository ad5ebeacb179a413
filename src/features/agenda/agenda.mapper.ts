import { travelDays } from '../../domain/agenda.js';
import { CourseHalfDay, DayPart, halfDayId } from '../cohort/index.js';
import { AgendaItem, AgendaItemKind, Travel, TravelDay } from './dto/agenda.model.js';
import type { Appointment } from './schedule.service.js';

export function toAgendaItem(appointment: Appointment): AgendaItem {
  const { title, halfDays, courseDayId, ...rest } = appointment;
  return Object.assign(new AgendaItem(), rest, {
    courseDayId,
    titleTexts: title,
    kind: courseDayId === null ? AgendaItemKind.SUPERVISION_MEETING : AgendaItemKind.COURSE_DAY,
    halfDays:
      courseDayId === null
        ? []
        : halfDays.map(({ part, startsAt, endsAt }) =>
            Object.assign(new CourseHalfDay(), {
              id: halfDayId(courseDayId, part),
              courseDayId,
              part: DayPart[part],
              startsAt,
              endsAt,
            }),
          ),
  });
}

export function toTravel(appointments: readonly Appointment[]): Travel {
  const dates = travelDays(appointments).map(({ date, stops, outside }) =>
    Object.assign(new TravelDay(), {
      date,
      items: stops.map(toAgendaItem),
      outsideOwnMunicipality: outside,
    }),
  );
  return Object.assign(new Travel(), {
    days: dates.length,
    daysOutside: dates.filter((day) => day.outsideOwnMunicipality === true).length,
    daysUnknown: dates.filter((day) => day.outsideOwnMunicipality === null).length,
    dates,
  });
}
