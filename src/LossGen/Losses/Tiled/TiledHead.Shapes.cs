using LossGen.Kernels;

namespace LossGen.Losses;

// The shapes of the products.
internal static partial class TiledHead<THead>
{
    private readonly struct LogitShape : IProductShape
    {
        public static int Columns => Block.Rows;

        public static int ARow => THead.Inputs;

        public static int AStep => 1;

        public static int BStep => Block.Rows;

        public static int CRow => Block.Rows;

        public static bool Adds => false;
    }

    private readonly struct GradientShape : IProductShape
    {
        public static int Columns => THead.Inputs;

        public static int ARow => Block.Rows;

        public static int AStep => 1;

        public static int BStep => InputStride;

        public static int CRow => THead.Inputs;

        public static bool Adds => true;
    }

    private readonly struct DeltaShape : IProductShape
    {
        public static int Columns => THead.Inputs;

        public static int ARow => 1;

        public static int AStep => Block.Rows;

        public static int BStep => THead.Inputs;

        public static int CRow => InputStride;

        public static bool Adds => true;
    }
}
