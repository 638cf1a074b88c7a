export { createReview, type ReviewService } from './review.ts';
