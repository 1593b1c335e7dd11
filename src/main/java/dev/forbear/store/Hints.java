package dev.forbear.store;

import dev.forbear.engine.Wake;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import javax.sql.DataSource;

/** What this replica and the others tell each other of what is due. Nothing depends on it. */
final class Hints {

    private final StoreClock clock;
    private final PostgresNodes nodes;
    private final DueTasks due;
    private final HintSender sender;
    private volatile @Nullable HintReceiver receiver;

    Hints(PostgresDatabase database, StoreClock clock, PostgresNodes nodes, DueTasks due) {
        this.clock = clock;
        this.nodes = nodes;
        this.due = due;
        this.sender = new HintSender(database, clock, nodes.ownership().node());
    }

    /** This replica has written what becomes due at these times. */
    void tell(Map<String, Instant> dues) {
        dues.forEach(due::at);
        if (nodes.others()) {
            sender.tell(dues);
        }
    }

    /** To be called once at most. */
    void listen(DataSource direct, Wake wake) {
        receiver = new HintReceiver(direct, nodes.ownership().node(), hint -> heard(hint, wake));
    }

    private void heard(Hint hint, Wake wake) {
        hint.dues()
                .forEach((controller, micros) -> {
                    var at = Micros.instant(micros.longValue());
                    due.at(controller, at);
                    var left = Duration.between(clock.now(), at);
                    wake.dueIn(left.isNegative() ? Duration.ZERO : left);
                });
    }

    /** True while hints of others come through, as far as can be known. */
    boolean listening() {
        var hearing = receiver;
        return hearing != null && hearing.listening();
    }

    void close() {
        sender.close();
        var hearing = receiver;
        if (hearing != null) {
            hearing.close();
        }
    }
}
