import { Module } from '@nestjs/common';
import { EngagementModule } from '../engagement/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { OfferSweep } from './offer-sweep.js';
import { OffersOfEnrolmentLoader } from './offer.loader.js';
import { PartnerWithdrawalResolver } from './partner-withdrawal.resolver.js';
import { PartnerWithdrawalService } from './partner-withdrawal.service.js';
import {
  EnrolmentWaitingFields,
  SeatOfferFields,
  WaitingListResolver,
  WaitingPlaceFields,
} from './waiting-list.resolver.js';
import { WaitingListService } from './waiting-list.service.js';
import { WaitingPlaceLoader } from './waiting-place.loader.js';

/** Seats that become free, or close, and who gets them. */
@Module({
  imports: [EngagementModule, EnrolmentModule],
  providers: [
    OfferSweep,
    OffersOfEnrolmentLoader,
    WaitingListService,
    WaitingPlaceLoader,
    WaitingListResolver,
    WaitingPlaceFields,
    SeatOfferFields,
    EnrolmentWaitingFields,
    PartnerWithdrawalService,
    PartnerWithdrawalResolver,
  ],
})
export class SeatsModule {}
