import { Module } from '@nestjs/common';
import { AgendaModule } from '../agenda/index.js';
import { CohortModule } from '../cohort/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { ProviderModule } from '../provider/index.js';
import { SupervisionModule } from '../supervision/index.js';
import { ApologyRepository } from './apology.repository.js';
import { ApologyService } from './apology.service.js';
import { DisputeRepository } from './dispute.repository.js';
import { DisputeService } from './dispute.service.js';
import { RecordRepository } from './record.repository.js';
import { ApologyFields, DisputeFields } from './subject.fields.js';
import {
  AgendaItemVoiceFields,
  ApologyGuideFields,
  AttendanceRowVoiceFields,
  EnrolmentVoiceFields,
  MeetingVoiceFields,
} from './voice.fields.js';
import {
  ApologiesOfDayLoader,
  ApologiesOfEnrolmentLoader,
  ApologiesOfMeetingLoader,
  DisputesOfEnrolmentLoader,
} from './voice.loader.js';
import { ApologyResolver, DisputeResolver } from './voice.resolver.js';

@Module({
  imports: [AgendaModule, CohortModule, EnrolmentModule, ProviderModule, SupervisionModule],
  providers: [
    ApologyRepository,
    DisputeRepository,
    RecordRepository,
    ApologyService,
    DisputeService,
    ApologiesOfEnrolmentLoader,
    ApologiesOfDayLoader,
    ApologiesOfMeetingLoader,
    DisputesOfEnrolmentLoader,
    ApologyResolver,
    DisputeResolver,
    ApologyFields,
    DisputeFields,
    EnrolmentVoiceFields,
    AttendanceRowVoiceFields,
    MeetingVoiceFields,
    AgendaItemVoiceFields,
    ApologyGuideFields,
  ],
})
export class VoiceModule {}
