// Every journey, in one process, so that they share one browser.
import './journeys/sign-up';
import './journeys/contacts';
import './journeys/conversation';
import './journeys/group';
import './journeys/offline';
import './journeys/devices';
import './journeys/screens';
