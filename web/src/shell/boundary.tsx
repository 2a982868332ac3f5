import { Component, type ComponentChildren } from "preact";
import { ErrorState } from "../kit";
import { t } from "./words";

/** Catches what a page throws while drawing, so that the rest of the app goes on. */
export class Boundary extends Component<{ children: ComponentChildren }, { reference: string }> {
  override state = { reference: "" };

  override componentDidCatch(error: unknown): void {
    const reference = crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36);
    console.error(`page failed, reference ${reference}`, error);
    this.setState({ reference });
  }

  override render() {
    if (!this.state.reference) return this.props.children;
    return <ErrorState title={t("crashed")} text={t("crashedText")} reference={this.state.reference} onRetry={() => this.setState({ reference: "" })} />;
  }
}
