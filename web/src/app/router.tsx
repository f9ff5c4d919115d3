import { lazy, Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router-dom';
import { LogInPage } from '@/features/session/LogInPage';
import { NotFound } from './NotFound';
import { RequireSession } from './RequireSession';

// The signed-in pages and their component library are one step away from the log-in page, and fetched when they are needed.
const Landing = lazy(() => import('@/features/landing/LandingPage'));
const Register = lazy(() => import('@/features/joining/RegisterPage'));
const Invitation = lazy(() => import('@/features/joining/InvitationPage'));
const ForgotPassword = lazy(() => import('@/features/joining/ForgotPasswordPage'));
const ResetPassword = lazy(() => import('@/features/joining/ResetPasswordPage'));
const Shell = lazy(() => import('./shell/Shell'));
const Meters = lazy(() => import('@/features/meters/MetersPage'));
const MeterMap = lazy(() => import('@/features/map/MapPage'));
const Events = lazy(() => import('@/features/events/EventsPage'));
const EventWizard = lazy(() => import('@/features/events/wizard/WizardPage'));
const Event = lazy(() => import('@/features/events/EventPage'));
const EventSettlement = lazy(() => import('@/features/settlements/EventSettlement'));
const Settlement = lazy(() => import('@/features/settlements/SettlementPage'));
const Derivation = lazy(() => import('@/features/settlements/DerivationPage'));
const Statement = lazy(() => import('@/features/settlements/StatementPage'));
const Season = lazy(() => import('@/features/settlements/SeasonPage'));
const Outages = lazy(() => import('@/features/programs/outages/OutagesPage'));
const Programs = lazy(() => import('@/features/programs/ProgramsPage'));
const Program = lazy(() => import('@/features/programs/ProgramPage'));
const ProgramForm = lazy(() => import('@/features/programs/form/ProgramFormPage'));
const Enrolments = lazy(() => import('@/features/programs/enrolments/EnrolmentsPage'));
const Laboratory = lazy(() => import('@/features/laboratory/LaboratoryPage'));
const PeakHours = lazy(() => import('@/features/laboratory/PeakHoursPage'));
const Ranking = lazy(() => import('@/features/ranking/RankingPage'));
const Reference = lazy(() => import('@/features/reference/ReferencePage'));
const Admin = lazy(() => import('@/features/admin/AdminLayout'));
const Organisation = lazy(() => import('@/features/organisation/OrganisationPage'));
const Alerts = lazy(() => import('@/features/alerts/AlertsPage'));
const Account = lazy(() => import('@/features/account/AccountPage'));
const ConfirmEmail = lazy(() => import('@/features/account/ConfirmEmailPage'));
const Imports = lazy(() => import('@/features/imports/ImportsPage'));

export function Pages() {
  return (
    <Suspense fallback={null}>
      <Routes>
        <Route path="/" element={<Landing />} />
        <Route path="/log-in" element={<LogInPage />} />
        <Route path="/reference" element={<Reference />} />
        <Route path="/register" element={<Register />} />
        <Route path="/invitation" element={<Invitation />} />
        <Route path="/forgot-password" element={<ForgotPassword />} />
        <Route path="/reset-password" element={<ResetPassword />} />
        <Route path="/confirm-email" element={<ConfirmEmail />} />
        <Route element={<RequireSession />}>
          <Route element={<Shell />}>
            <Route path="/meters" element={<Meters />} />
            <Route path="/events" element={<Events />} />
            <Route path="/events/new" element={<EventWizard />} />
            <Route path="/events/:id" element={<Event Settlement={EventSettlement} />} />
            <Route path="/events/:id/edit" element={<EventWizard />} />
            <Route path="/settlements/:id" element={<Settlement />} />
            <Route path="/settlements/:id/lines/:meter" element={<Derivation />} />
            <Route path="/settlements/:id/statement" element={<Statement />} />
            <Route path="/outages" element={<Outages />} />
            <Route path="/programs" element={<Programs />} />
            <Route path="/programs/new" element={<ProgramForm />} />
            <Route path="/programs/:id" element={<Program />} />
            <Route path="/programs/:id/edit" element={<ProgramForm />} />
            <Route path="/programs/:id/enrolments" element={<Enrolments />} />
            <Route path="/programs/:id/season" element={<Season />} />
            <Route path="/laboratory" element={<Laboratory />} />
            <Route path="/peak-hours" element={<PeakHours />} />
            <Route path="/map" element={<MeterMap />} />
            <Route path="/ranking" element={<Ranking />} />
            <Route path="/imports" element={<Imports />} />
            <Route path="/organisation" element={<Organisation />} />
            <Route path="/alerts" element={<Alerts />} />
            <Route path="/account" element={<Account />} />
            <Route path="/admin/*" element={<Admin />} />
          </Route>
        </Route>
        <Route path="/login" element={<Navigate to="/log-in" replace />} />
        <Route path="*" element={<NotFound />} />
      </Routes>
    </Suspense>
  );
}
