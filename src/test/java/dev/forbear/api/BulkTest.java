package dev.forbear.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;

@Timeout(60)
class BulkTest {

    private final ApiService service = new ApiService();

    @Test
    void a_fault_while_lines_are_answered_ends_the_reading_too() {
        var lines = "{}\n".repeat(3 * BulkAnswers.AT_THE_END).getBytes(UTF_8);
        var in = new ByteArrayInputStream(lines);
        var reading = new ArrayList<Thread>();
        var bulk =
                new Bulk(
                        new BulkIntake(
                                service.queue,
                                service.bean(Intake.class),
                                new Uuid7(() -> ApiService.BEGIN, new java.util.Random(1)),
                                new Semaphore(1),
                                null),
                        task -> reading.add(Thread.startVirtualThread(task)));

        try (service) {
            assertThatThrownBy(() -> bulk.run(in, new Faulty()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("made by the test");
        }

        assertThat(reading).singleElement().matches(thread -> !thread.isAlive(), "has ended");
        assertThat(in.available()).as("not read to its end").isPositive();
    }

    private static final class Faulty extends OutputStream {
        @Override
        public void write(int b) {
            throw new IllegalStateException("made by the test");
        }
    }
}
