// Every journey, in one process, so that they share one browser.
import './journeys/first-page';
